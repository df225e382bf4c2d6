// The table of entry points, so that generated code never looks names up in the process.
#include "numeric.h"

// Only names and addresses matter here; the real signatures are in numeric.h and the .def file.
#define DECLARE_ALL(X)                                                                             \
    X(pow, i8) X(pow, i16) X(pow, i32) X(pow, i64) X(pow, u8) X(pow, u16) X(pow, u32) X(pow, u64)  \
    X(floor_div, f16) X(floor_div, f32) X(floor_div, f64) X(mod, f16) X(mod, f32) X(mod, f64)      \
    X(pow, f16) X(pow, f32) X(pow, f64) X(div, c64) X(div, c128) X(py_div, c64) X(py_div, c128)    \
    X(pow, c64) X(pow, c128) X(py_pow, c64) X(py_pow, c128) X(abs, c64) X(abs, c128)
#define COMPLEX_FUNCTIONS(X)                                                                       \
    X(sqrt, c64) X(sqrt, c128) X(exp, c64) X(exp, c128) X(log, c64) X(log, c128) X(sin, c64)       \
    X(sin, c128) X(cos, c64) X(cos, c128) X(isnan, c64) X(isnan, c128) X(isinf, c64)               \
    X(isinf, c128) X(isfinite, c64) X(isfinite, c128)

extern "C" {
#define X(name, dtype) void pragmac_##name##_##dtype##_entry() asm("pragmac_" #name "_" #dtype);
DECLARE_ALL(X)
COMPLEX_FUNCTIONS(X)
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain)                         \
    X(name, f16) X(name, f32) X(name, f64)
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
#undef X
}

namespace pragmac {

std::span<const NumericSymbol> numeric_symbols() {
    static const NumericSymbol table[] = {
        {"pragmac_int_div", reinterpret_cast<void *>(&pragmac_int_div)},
        {"pragmac_pow_fits", reinterpret_cast<void *>(&pragmac_pow_fits)},
        {"pragmac_f64_to_f16", reinterpret_cast<void *>(&pragmac_f64_to_f16)},
#define X(name, dtype)                                                                             \
    {"pragmac_" #name "_" #dtype, reinterpret_cast<void *>(&pragmac_##name##_##dtype##_entry)},
        DECLARE_ALL(X) COMPLEX_FUNCTIONS(X)
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain)                         \
    X(name, f16) X(name, f32) X(name, f64)
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
#undef X
    };
    return table;
}

} // namespace pragmac
