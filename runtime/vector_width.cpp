// Twelve chains of products and sums, which hide each other's latency, in vectors of either width.
#include "vector_width.h"

#include <algorithm>
#include <chrono>

namespace pragmac {

#if defined(__x86_64__)

namespace {

constexpr int steps = 1000, narrow_turns = 8, wide_turns = 24, rounds = 4;

typedef double Narrow __attribute__((vector_size(32)));
typedef double Wide __attribute__((vector_size(64)));

// A product and a sum, which the compiler does not merge.
#define STEP(x)                                                                                    \
    x *= factor;                                                                                   \
    asm volatile("" : "+v"(x));                                                                    \
    x += term;                                                                                     \
    asm volatile("" : "+v"(x));
#define CHAINS(V)                                                                                  \
    V factor = V{} + 0.999, term = V{} + 1e-3;                                                     \
    V a = term, b = a, c = a, d = a, e = a, f = a, g = a, h = a, p = a, q = a, r = a, s = a;       \
    asm volatile("" : "+v"(factor), "+v"(term));                                                   \
    for (int i = 0; i < steps; ++i) {                                                              \
        STEP(a) STEP(b) STEP(c) STEP(d) STEP(e) STEP(f)                                            \
        STEP(g) STEP(h) STEP(p) STEP(q) STEP(r) STEP(s)                                            \
    }

__attribute__((noinline, target("avx2"))) void compute_narrow() { CHAINS(Narrow) }
__attribute__((noinline, target("avx512f"))) void compute_wide() { CHAINS(Wide) }

#undef CHAINS
#undef STEP

template <class F> double seconds_of(F compute) {
    auto start = std::chrono::steady_clock::now();
    compute();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The shortest of several turns: whatever else the processor does only makes a turn longer. One
// width after the other, as a processor takes a while to change over; again when the wide vectors
// seem slow, which anything may have disturbed.
double measure() {
    double narrow = 1, wide = 1;
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < narrow_turns; ++i)
            narrow = std::min(narrow, seconds_of(compute_narrow));
        for (int i = 0; i < wide_turns; ++i)
            wide = std::min(wide, seconds_of(compute_wide));
        if (bits_for(2 * narrow / wide) == 512)
            break;
    }
    return 2 * narrow / wide;
}

} // namespace

int widest_vectors() {
    bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return wide ? 512 : 256;
}

double gain_of_wide_vectors() {
    static const double gain = widest_vectors() == 512 ? measure() : 1;
    return gain;
}

#else

int widest_vectors() { return 256; }
double gain_of_wide_vectors() { return 1; }

#endif

int bits_for(double gain) {
    constexpr double pays = 1.15;
    return gain >= pays ? 512 : 256;
}

int vector_bits() { return bits_for(gain_of_wide_vectors()); }

} // namespace pragmac
