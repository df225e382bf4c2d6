// SLEEF's functions under our names. Its routines of one, two and more lanes are one algorithm with
// fused multiplications (family `finz`), so that they agree in every bit; where the algorithm has
// not the right answer, each lane takes the C library's.
#include "lane_math.h"

#include "numeric.h"
#include "vector_width.h"

#include <dlfcn.h>
#include <immintrin.h>

#include <deque>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace pragmac {

namespace {

#define PRAGMAC_WITH_LANES __attribute__((target("avx2,fma")))
namespace to_32_bytes {
#include "mended_lanes.inc"
} // namespace to_32_bytes
#undef PRAGMAC_WITH_LANES

#define PRAGMAC_WITH_LANES __attribute__((target("avx2,fma,avx512f")))
namespace of_64_bytes {
#include "mended_lanes.inc"
} // namespace of_64_bytes
#undef PRAGMAC_WITH_LANES

// One row of the list for one dtype.
struct Row {
    std::string name, dtype; // "sinh", "_f32"
    std::string routine, precision; // "sinhf", "u10"
    int arity;
};

class Table {
  public:
    // Null: there is no library. `wide`: this processor has vectors of 64 bytes.
    Table(void *library, bool wide);
    Table(const Table &) = delete;

    std::span<const Symbol> symbols() const { return symbols_; }

  private:
    // `Narrow` and `Wide` are of_tiny and the like, for vectors up to 32 bytes and of 64.
    template <class Function, class Narrow, class Wide, class T> void add(const Row &row) {
        constexpr int half = 16 / sizeof(T);
        add<to_32_bytes::Mended<Function, Narrow, T, 1>>(row, 1, "purecfma");
        add<to_32_bytes::Mended<Function, Narrow, T, half>>(row, half, "avx2128");
        add<to_32_bytes::Mended<Function, Narrow, T, 2 * half>>(row, 2 * half, "avx2");
        if (wide_)
            add<of_64_bytes::Mended<Function, Wide, T, 4 * half>>(row, 4 * half, "avx512f");
    }

    template <class Own> void add(const Row &row, int lanes, const char *extension) {
        std::string count = std::to_string(lanes);
        void *address =
            dlsym(library_,
                  ("Sleef_finz_" + row.routine + count + "_" + row.precision + extension).c_str());
        complete_ &= address != nullptr;
        if constexpr (Own::mends) {
            Own::routine = address;
            Own::exact = find_numeric_symbol("pragmac_" + row.name + "_f64")->address;
            address = row.arity == 1 ? reinterpret_cast<void *>(&Own::unary)
                                     : reinterpret_cast<void *>(&Own::binary);
        }
        names_.push_back("pragmac_lanes_" + row.name + row.dtype + (lanes == 1 ? "" : "x" + count));
        symbols_.push_back({names_.back().c_str(), address});
    }

    void *library_;
    bool wide_;
    bool complete_ = true; // the library has all of them
    std::deque<std::string> names_; // at addresses that do not change
    std::vector<Symbol> symbols_;
};

#define LANE_FUNCTION(name, arity, dtypes, routine, precision, doubtful) struct of_##name;
#include "lane_functions.def"
#undef LANE_FUNCTION

Table::Table(void *library, bool wide) : library_(library), wide_(wide) {
    if (!library)
        return;
#define ADD_f64(name, arity, routine, precision, doubtful)                                         \
    add<of_##name, to_32_bytes::doubtful, of_64_bytes::doubtful, double>(                          \
        {#name, "_f64", #routine "d", #precision, arity});
#define ADD_both(name, arity, routine, precision, doubtful)                                        \
    ADD_f64(name, arity, routine, precision, doubtful)                                             \
    add<of_##name, to_32_bytes::doubtful, of_64_bytes::doubtful, float>(                           \
        {#name, "_f32", #routine "f", #precision, arity});
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

// The one beside this library, which wheels have, else the system's. A path, so that another
// package's, loaded before under the same name, is not taken for ours: versions differ in bits.
void *load_sleef() {
    void *own = dlopen("$ORIGIN/libsleef.so.3", RTLD_LAZY | RTLD_LOCAL);
    return own ? own : dlopen("libsleef.so.3", RTLD_LAZY | RTLD_LOCAL);
}

} // namespace

std::span<const Symbol> lane_symbols() {
    // Never closed: loaded code refers to it until the process ends.
    static void *const library = processor_has_lanes() ? load_sleef() : nullptr;
    static const Table table(library, widest_vectors() == 512);
    return table.symbols();
}

} // namespace pragmac
