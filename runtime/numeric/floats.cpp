// Real float operations and the functions of numeric_functions.def for f16, f32 and f64.
#include "real_functions.h"

#include "numeric.h"

extern "C" {

_Float16 pragmac_f64_to_f16(double x) { return static_cast<_Float16>(x); }

// f16 computes in f32 and rounds once, as NumPy does.
#define FLOAT_BINARY(operation)                                                                    \
    float pragmac_##operation##_f32(float a, float b) { return pragmac::real::operation(a, b); }   \
    double pragmac_##operation##_f64(double a, double b) {                                         \
        return pragmac::real::operation(a, b);                                                     \
    }                                                                                              \
    _Float16 pragmac_##operation##_f16(_Float16 a, _Float16 b) {                                   \
        return static_cast<_Float16>(                                                              \
            pragmac::real::operation(static_cast<float>(a), static_cast<float>(b)));               \
    }
FLOAT_BINARY(floor_div)
FLOAT_BINARY(mod)
FLOAT_BINARY(pow)

#define UNARY_same(name)                                                                           \
    _Float16 pragmac_##name##_f16(_Float16 x) {                                                    \
        return static_cast<_Float16>(pragmac::real::name(static_cast<float>(x)));                  \
    }                                                                                              \
    float pragmac_##name##_f32(float x) { return pragmac::real::name(x); }                         \
    double pragmac_##name##_f64(double x) { return pragmac::real::name(x); }
#define UNARY_truth(name)                                                                          \
    bool pragmac_##name##_f16(_Float16 x) { return pragmac::real::name(static_cast<float>(x)); }   \
    bool pragmac_##name##_f32(float x) { return pragmac::real::name(x); }                          \
    bool pragmac_##name##_f64(double x) { return pragmac::real::name(x); }
#define BINARY_same(name)                                                                          \
    _Float16 pragmac_##name##_f16(_Float16 a, _Float16 b) {                                        \
        return static_cast<_Float16>(                                                              \
            pragmac::real::name(static_cast<float>(a), static_cast<float>(b)));                    \
    }                                                                                              \
    float pragmac_##name##_f32(float a, float b) { return pragmac::real::name(a, b); }             \
    double pragmac_##name##_f64(double a, double b) { return pragmac::real::name(a, b); }
#define ROW_1(name, result) UNARY_##result(name)
#define ROW_2(name, result) BINARY_##result(name)
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain) ROW_##arity(name, result)
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION

} // extern "C"
