// The real functions as templates over float and double, each with NumPy's or CPython's result.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numbers>

namespace pragmac::real {

// NumPy's divmod: quotient and remainder with the divisor's sign, both from fmod.
template <class T> T mod(T a, T b) {
    T m = std::fmod(a, b);
    if (b == 0)
        return m;
    if (m == 0)
        return std::copysign(T(0), b);
    return (b < 0) != (m < 0) ? m + b : m;
}

template <class T> T floor_div(T a, T b) {
    if (b == 0)
        return a / b;
    T m = std::fmod(a, b);
    T quotient = (a - m) / b;
    if (m != 0 && (b < 0) != (m < 0))
        quotient -= T(1);
    if (quotient == 0)
        return std::copysign(T(0), a / b);
    T whole = std::floor(quotient);
    return quotient - whole > T(0.5) ? whole + T(1) : whole;
}

template <class T> T pow(T a, T b) { return std::pow(a, b); }
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
PRAGMAC_FROM_LIBM(lgamma, lgamma)
#undef PRAGMAC_FROM_LIBM

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
// The number wins over NaN.
template <class T> T fmax(T a, T b) { return a >= b || std::isnan(b) ? a : b; }
template <class T> T fmin(T a, T b) { return a <= b || std::isnan(b) ? a : b; }

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

// Python's round(x, n): the decimal nearest to the exact value, ties to even.
template <class T> T round_digits(T x, T digits) {
    if (!std::isfinite(x) || digits > 323)
        return x;
    if (digits < -308)
        return std::copysign(T(0), x);
    if (digits < 0) {
        T unit = std::pow(T(10), -digits);
        return std::copysign(std::nearbyint(x / unit) * unit, x);
    }
    char text[800];
    std::snprintf(text, sizeof text, "%.*f", static_cast<int>(digits), static_cast<double>(x));
    return static_cast<T>(std::strtod(text, nullptr));
}

} // namespace pragmac::real
