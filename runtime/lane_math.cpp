// SLEEF's functions under our names. Its routines of one, two and more lanes are one algorithm with
// fused multiplications (family `finz`), so that they agree in every bit; where the algorithm has
// not the right answer, each lane takes the C library's.
#include "lane_math.h"

#include "numeric.h"

#include <dlfcn.h>
#include <immintrin.h>

#include <deque>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

// What has vectors as arguments is compiled for the processors that it runs on.
#define PRAGMAC_WITH_LANES __attribute__((target("avx2,fma")))

namespace pragmac {

namespace {

template <class T, int lanes> struct VectorOf {
    typedef T Type __attribute__((vector_size(lanes * sizeof(T))));
};
template <class T> struct VectorOf<T, 1> {
    using Type = T;
};

template <class T> struct Limits {
    static constexpr bool wide = sizeof(T) == 8;
    static constexpr T tiny = wide ? T(0x1p-900) : T(0x1p-100); // the low part of a sum may vanish
    static constexpr T huge = wide ? T(0x1p900) : T(0x1p100);
    static constexpr T exponent = wide ? T(709) : T(88); // of the largest number, rounded down
    static constexpr T root = wide ? T(0x1p500) : T(0x1p60); // its square is far from overflow
    static constexpr T infinity = std::numeric_limits<T>::infinity();
};

template <class V> PRAGMAC_WITH_LANES V magnitude(V x) { return x < 0 ? -x : x; }

// For each lane (V: a number or several) whether the routine's answer `r` for `x` may be wrong.
// Zeros are frequent, and right.
template <class T, class V> PRAGMAC_WITH_LANES auto is_tiny(V value, V x) {
    return (magnitude(value) < Limits<T>::tiny) & (x != 0);
}
struct never;
struct tiny {
    template <class T, class V> PRAGMAC_WITH_LANES static auto of(V x, V) {
        return is_tiny<T>(x, x);
    }
};
struct tiny_or_huge {
    template <class T, class V> PRAGMAC_WITH_LANES static auto of(V x, V) {
        return is_tiny<T>(x, x) | (x > Limits<T>::huge);
    }
};
struct near_overflow {
    template <class T, class V> PRAGMAC_WITH_LANES static auto of(V x, V) {
        return magnitude(x) > Limits<T>::exponent;
    }
};
struct tiny_or_square_overflows {
    template <class T, class V> PRAGMAC_WITH_LANES static auto of(V x, V) {
        return is_tiny<T>(x, x) | (magnitude(x) > Limits<T>::root);
    }
};
struct result_tiny {
    template <class T, class V> PRAGMAC_WITH_LANES static auto of(V x, V r) {
        return is_tiny<T>(r, x);
    }
};
struct result_tiny_or_infinite {
    template <class T, class V> PRAGMAC_WITH_LANES static auto of(V x, V r) {
        return is_tiny<T>(r, x) | (magnitude(r) == Limits<T>::infinity);
    }
};

template <class Mask> PRAGMAC_WITH_LANES bool any(Mask mask) {
    if constexpr (sizeof mask == 32)
        return !_mm256_testz_si256((__m256i)mask, (__m256i)mask);
    else
        return !_mm_testz_si128((__m128i)mask, (__m128i)mask);
}

// A function of several lanes, or of one, whose answers are SLEEF's or the C library's: in double
// precision, as some of that library's functions of floats are two units off. `Function` tells
// apart what differs in nothing else.
template <class Function, class Doubtful, class T, int lanes> struct Mended {
    using Lanes = typename VectorOf<T, lanes>::Type;
    using Unary = Lanes (*)(Lanes);
    using Binary = Lanes (*)(Lanes, Lanes);

    // Set before the addresses below are given out.
    static inline void *routine = nullptr, *exact = nullptr;

    PRAGMAC_WITH_LANES static Lanes unary(Lanes x) {
        Lanes r = reinterpret_cast<Unary>(routine)(x);
        if constexpr (lanes == 1) {
            return Doubtful::template of<T>(x, r) ? exact_of(x) : r;
        } else {
            auto doubtful = Doubtful::template of<T>(x, r);
            if (__builtin_expect(any(doubtful), false))
                for (int i = 0; i < lanes; ++i)
                    if (doubtful[i])
                        r[i] = exact_of(x[i]);
            return r;
        }
    }
    PRAGMAC_WITH_LANES static Lanes binary(Lanes x, Lanes y) {
        Lanes r = reinterpret_cast<Binary>(routine)(x, y);
        if constexpr (lanes == 1) {
            return Doubtful::template of<T>(x, r) ? exact_of(x, y) : r;
        } else {
            auto doubtful = Doubtful::template of<T>(x, r);
            if (__builtin_expect(any(doubtful), false))
                for (int i = 0; i < lanes; ++i)
                    if (doubtful[i])
                        r[i] = exact_of(x[i], y[i]);
            return r;
        }
    }

  private:
    template <class... X> static T exact_of(X... x) {
        return static_cast<T>(reinterpret_cast<double (*)(Double<X>...)>(exact)(x...));
    }
    template <class> using Double = double;
};

// One row of the list for one dtype.
struct Row {
    std::string name, dtype; // "sinh", "_f32"
    std::string routine, precision; // "sinhf", "u10"
    int arity;
};

class Table {
  public:
    // Null: there is no library.
    explicit Table(void *library);
    Table(const Table &) = delete;

    std::span<const Symbol> symbols() const { return symbols_; }

  private:
    // The lanes of vectors of 16 and 32 bytes.
    template <class Function, class Doubtful, class T> void add(const Row &row) {
        constexpr int half = 16 / sizeof(T);
        add<Function, Doubtful, T, 1>(row, "purecfma");
        add<Function, Doubtful, T, half>(row, "avx2128");
        add<Function, Doubtful, T, 2 * half>(row, "avx2");
    }

    template <class Function, class Doubtful, class T, int lanes>
    void add(const Row &row, const char *extension) {
        std::string count = std::to_string(lanes);
        void *address =
            dlsym(library_,
                  ("Sleef_finz_" + row.routine + count + "_" + row.precision + extension).c_str());
        complete_ &= address != nullptr;
        if constexpr (!std::is_same_v<Doubtful, never>) {
            using Own = Mended<Function, Doubtful, T, lanes>;
            Own::routine = address;
            Own::exact = find_numeric_symbol("pragmac_" + row.name + "_f64")->address;
            address = row.arity == 1 ? reinterpret_cast<void *>(&Own::unary)
                                     : reinterpret_cast<void *>(&Own::binary);
        }
        names_.push_back("pragmac_lanes_" + row.name + row.dtype + (lanes == 1 ? "" : "x" + count));
        symbols_.push_back({names_.back().c_str(), address});
    }

    void *library_;
    bool complete_ = true; // the library has all of them
    std::deque<std::string> names_; // at addresses that do not change
    std::vector<Symbol> symbols_;
};

#define LANE_FUNCTION(name, arity, dtypes, routine, precision, doubtful) struct of_##name;
#include "lane_functions.def"
#undef LANE_FUNCTION

Table::Table(void *library) : library_(library) {
    if (!library)
        return;
#define ADD_f64(name, arity, routine, precision, doubtful)                                         \
    add<of_##name, doubtful, double>({#name, "_f64", #routine "d", #precision, arity});
#define ADD_both(name, arity, routine, precision, doubtful)                                        \
    ADD_f64(name, arity, routine, precision, doubtful)                                             \
        add<of_##name, doubtful, float>({#name, "_f32", #routine "f", #precision, arity});
#define LANE_FUNCTION(name, arity, dtypes, routine, precision, doubtful)                           \
    ADD_##dtypes(name, arity, routine, precision, doubtful)
#include "lane_functions.def"
#undef LANE_FUNCTION
#undef ADD_both
#undef ADD_f64
    if (!complete_)
        symbols_.clear();
}

bool processor_has_lanes() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

} // namespace

std::span<const Symbol> lane_symbols() {
    // Never closed: loaded code refers to it until the process ends.
    static void *const library =
        processor_has_lanes() ? dlopen("libsleef.so.3", RTLD_LAZY | RTLD_LOCAL) : nullptr;
    static const Table table(library);
    return table.symbols();
}

} // namespace pragmac
