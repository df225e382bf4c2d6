// The real functions as templates over float and double, each with NumPy's or CPython's result.
#pragma once

#include "floating.h"

#include <cmath>
#include <numbers>

namespace pragmac::real {

template <class T> T math_pow(T a, T b) { return std::pow(a, b); }

#define PRAGMAC_FROM_LIBM(name, function)                                                          \
    template <class T> T name(T x) { return std::function(x); }
PRAGMAC_FROM_LIBM(sqrt, sqrt)
PRAGMAC_FROM_LIBM(cbrt, cbrt)
PRAGMAC_FROM_LIBM(exp, exp)
PRAGMAC_FROM_LIBM(exp2, exp2)
PRAGMAC_FROM_LIBM(expm1, expm1)
PRAGMAC_FROM_LIBM(log, log)
PRAGMAC_FROM_LIBM(log2, log2)
PRAGMAC_FROM_LIBM(log10, log10)
PRAGMAC_FROM_LIBM(log1p, log1p)
PRAGMAC_FROM_LIBM(sin, sin)
PRAGMAC_FROM_LIBM(cos, cos)
PRAGMAC_FROM_LIBM(tan, tan)
PRAGMAC_FROM_LIBM(arcsin, asin)
PRAGMAC_FROM_LIBM(arccos, acos)
PRAGMAC_FROM_LIBM(arctan, atan)
PRAGMAC_FROM_LIBM(sinh, sinh)
PRAGMAC_FROM_LIBM(cosh, cosh)
PRAGMAC_FROM_LIBM(tanh, tanh)
PRAGMAC_FROM_LIBM(arcsinh, asinh)
PRAGMAC_FROM_LIBM(arccosh, acosh)
PRAGMAC_FROM_LIBM(arctanh, atanh)
PRAGMAC_FROM_LIBM(floor, floor)
PRAGMAC_FROM_LIBM(ceil, ceil)
PRAGMAC_FROM_LIBM(trunc, trunc)
PRAGMAC_FROM_LIBM(rint, rint)
PRAGMAC_FROM_LIBM(fabs, fabs)
PRAGMAC_FROM_LIBM(erf, erf)
PRAGMAC_FROM_LIBM(erfc, erfc)
PRAGMAC_FROM_LIBM(gamma, tgamma)
#undef PRAGMAC_FROM_LIBM

// The reentrant form: the other one stores the sign in a global variable, but for devices'.
template <class T> T lgamma(T x) {
#ifdef PRAGMAC_FOR_DEVICES
    return std::lgamma(x);
#else
    int sign = 0;
    return static_cast<T>(::lgamma_r(static_cast<double>(x), &sign));
#endif
}

template <class T> T degrees(T x) { return x * (T(180) / std::numbers::pi_v<T>); }
template <class T> T radians(T x) { return x * (std::numbers::pi_v<T> / T(180)); }
template <class T> T sign(T x) { return x > 0 ? T(1) : x < 0 ? T(-1) : x == 0 ? T(0) : x; }

template <class T> bool isnan(T x) { return std::isnan(x); }
template <class T> bool isinf(T x) { return std::isinf(x); }
template <class T> bool isfinite(T x) { return std::isfinite(x); }
template <class T> bool signbit(T x) { return std::signbit(x); }

template <class T> T arctan2(T a, T b) { return std::atan2(a, b); }
template <class T> T hypot(T a, T b) { return std::hypot(a, b); }
template <class T> T copysign(T a, T b) { return std::copysign(a, b); }
template <class T> T fmod(T a, T b) { return std::fmod(a, b); }
template <class T> T nextafter(T a, T b) { return std::nextafter(a, b); }
template <class T> T remainder_ieee(T a, T b) { return std::remainder(a, b); }
// The number wins over NaN. Of two zeros NumPy gives the first for f64 and f16, the second for f32.
template <class T> T fmax(T a, T b) { return a >= b || std::isnan(b) ? a : b; }
template <class T> T fmin(T a, T b) { return a <= b || std::isnan(b) ? a : b; }
template <> inline float fmax(float a, float b) { return a > b || std::isnan(b) ? a : b; }
template <> inline float fmin(float a, float b) { return a < b || std::isnan(b) ? a : b; }

template <class T> T logaddexp(T a, T b) {
    if (a == b) // also infinities of one sign
        return a + std::numbers::ln2_v<T>;
    T difference = a - b;
    if (difference > 0)
        return a + std::log1p(std::exp(-difference));
    if (difference <= 0)
        return b + std::log1p(std::exp(difference));
    return difference;
}

template <class T> T heaviside(T x, T at_zero) {
    if (std::isnan(x))
        return x;
    return x == 0 ? at_zero : x < 0 ? T(0) : T(1);
}

template <class T> T round_digits(T x, T digits) {
    return static_cast<T>(
        numeric::round_digits(static_cast<double>(x), static_cast<int64_t>(digits)));
}

// f16 operands: through f32 with one rounding, but for nextafter, whose steps differ.
namespace half {

using numeric::f16;

#define PRAGMAC_THROUGH_F32(name)                                                                  \
    inline f16 name(f16 a, f16 b) {                                                                \
        return numeric::f32_to_f16(                                                                \
            real::name(numeric::f16_to_f32(a), numeric::f16_to_f32(b)));                           \
    }
PRAGMAC_THROUGH_F32(math_pow)
PRAGMAC_THROUGH_F32(arctan2)
PRAGMAC_THROUGH_F32(hypot)
PRAGMAC_THROUGH_F32(copysign)
PRAGMAC_THROUGH_F32(fmod)
PRAGMAC_THROUGH_F32(remainder_ieee)
PRAGMAC_THROUGH_F32(logaddexp)
PRAGMAC_THROUGH_F32(heaviside)
PRAGMAC_THROUGH_F32(round_digits)
#undef PRAGMAC_THROUGH_F32

// The order is that of f32 and of f64; the choice between two zeros is that of f64.
inline f16 fmax(f16 a, f16 b) {
    return numeric::f32_to_f16(static_cast<float>(
        real::fmax(double{numeric::f16_to_f32(a)}, double{numeric::f16_to_f32(b)})));
}
inline f16 fmin(f16 a, f16 b) {
    return numeric::f32_to_f16(static_cast<float>(
        real::fmin(double{numeric::f16_to_f32(a)}, double{numeric::f16_to_f32(b)})));
}

// Bit patterns of one sign are ordered as their magnitudes are.
inline f16 nextafter(f16 from, f16 to) {
    float a = numeric::f16_to_f32(from), b = numeric::f16_to_f32(to);
    if (a != a || b != b)
        return numeric::f16_from_bits(0x7e00);
    if (a == b)
        return from; // NumPy keeps the sign of the first of two zeros
    uint16_t bits = numeric::bits_of(from);
    if (a == 0) // the least subnormal, with the sign of `to`
        return numeric::f16_from_bits(static_cast<uint16_t>((numeric::bits_of(to) & 0x8000u) | 1u));
    bool grows = (a < b) == (a > 0);
    return numeric::f16_from_bits(static_cast<uint16_t>(grows ? bits + 1 : bits - 1));
}

} // namespace half

} // namespace pragmac::real
