// Complex elementary functions out of real ones, for devices, which have no C library of complex
// functions. Special values are those of C's Annex G; last bits may differ (D9).
#pragma once

#include "complex_number.h"

#include <cstdint>
#include <numbers>

namespace pragmac::numeric::device {

// e to it is finite, if little more.
template <class T> constexpr T largest_exponent = sizeof(T) == 8 ? T(709) : T(88);

// r * (cos + i sin)(angle), where r = exp(logarithm) may be too large though the products are not.
template <class T> Complex<T> polar(T logarithm, T angle) {
    T half = std::exp(logarithm / 2);
    return {half * (half * std::cos(angle)), half * (half * std::sin(angle))};
}

template <class T> Complex<T> exp(Complex<T> a) {
    if (a.im == 0)
        return {std::exp(a.re), a.im};
    if (std::isinf(a.re) && !std::isfinite(a.im))
        return a.re < 0 ? Complex<T>{0, std::copysign(T(0), a.im)}
                        : Complex<T>{a.re, std::numeric_limits<T>::quiet_NaN()};
    if (a.re > largest_exponent<T> && std::isfinite(a.re))
        return polar(a.re, a.im);
    T size = std::exp(a.re);
    return {size * std::cos(a.im), size * std::sin(a.im)};
}

// Near the unit circle the logarithm of the size would lose its digits; at the ends of the range
// the size itself would.
template <class T> T log_of_size(Complex<T> a) {
    T x = std::fabs(a.re), y = std::fabs(a.im);
    T more = x > y ? x : y, less = x > y ? y : x;
    if (more > T(0.5) && more < T(2) && less < T(2))
        return std::log1p((more - 1) * (more + 1) + less * less) / 2;
    constexpr int digits = std::numeric_limits<T>::digits;
    if (std::isfinite(more) && more > std::numeric_limits<T>::max() / 4)
        return std::log(std::hypot(more / 4, less / 4)) + 2 * std::numbers::ln2_v<T>;
    if (more > 0 && more < std::numeric_limits<T>::min() * 4) {
        constexpr T up = T(uint64_t{1} << digits);
        return std::log(std::hypot(more * up, less * up)) - digits * std::numbers::ln2_v<T>;
    }
    return std::log(std::hypot(x, y));
}

template <class T> Complex<T> log(Complex<T> a) { return {log_of_size(a), std::atan2(a.im, a.re)}; }

template <class T> Complex<T> sqrt(Complex<T> a) {
    if (std::isinf(a.im))
        return {std::fabs(a.im), a.im};
    if (a.re == 0 && a.im == 0)
        return {0, a.im};
    if (std::isinf(a.re)) {
        T other = std::isnan(a.im) ? a.im : T(0);
        return a.re > 0 ? Complex<T>{a.re, std::isnan(a.im) ? a.im : std::copysign(T(0), a.im)}
                        : Complex<T>{other, std::copysign(-a.re, a.im)};
    }
    bool large = std::fabs(a.re) > std::numeric_limits<T>::max() / 4 ||
                 std::fabs(a.im) > std::numeric_limits<T>::max() / 4;
    bool small = std::fabs(a.re) < 4 * std::numeric_limits<T>::min() &&
                 std::fabs(a.im) < 4 * std::numeric_limits<T>::min();
    T up = small   ? T(4) / std::numeric_limits<T>::epsilon() / std::numeric_limits<T>::epsilon()
           : large ? T(0.0625)
                   : T(1); // a power of four
    T x = std::fabs(a.re * up), y = a.im * up;
    T root = std::sqrt((x + std::hypot(x, y)) / 2), down = 1 / std::sqrt(up);
    T other = std::fabs(y) / (2 * root) * down;
    root *= down;
    return a.re >= 0 ? Complex<T>{root, std::copysign(other, a.im)}
                     : Complex<T>{other, std::copysign(root, a.im)};
}

// factor * cosh(x) or factor * sinh(x): the product may be small where the latter are infinite.
template <class T> T times_hyperbolic(T factor, T x, bool odd) {
    if (std::fabs(x) < largest_exponent<T> || std::isinf(x))
        return factor * (odd ? std::sinh(x) : std::cosh(x));
    T root = std::exp(std::fabs(x) / 2);
    T size = factor * root * (root / 2);
    return odd && x < 0 ? -size : size;
}

// sinh(x) times `factor`, a sine or cosine of `angle` or its negative; zeros stay zeros where the
// angle is infinite or NaN.
template <class T> T times_sinh(T factor, T x, T angle) {
    if (x != 0)
        return times_hyperbolic(factor, x, true);
    return std::isfinite(angle) ? factor * x : x;
}

template <class T> Complex<T> sin(Complex<T> a) {
    if (std::isinf(a.im) && !std::isfinite(a.re))
        return {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity()};
    return {a.re == 0 ? a.re : times_hyperbolic(std::sin(a.re), a.im, false),
            times_sinh(std::cos(a.re), a.im, a.re)};
}

template <class T> Complex<T> cos(Complex<T> a) {
    if (std::isinf(a.im) && !std::isfinite(a.re))
        return {std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()};
    T zero = std::copysign(T(0), std::signbit(a.re) == std::signbit(a.im) ? T(-1) : T(1));
    return {times_hyperbolic(std::cos(a.re), a.im, false),
            a.re == 0 ? zero : times_sinh(-std::sin(a.re), a.im, a.re)};
}

// An infinite number by its direction: 1 where it is infinite, 0 elsewhere, with the signs it had.
template <class T> Complex<T> direction(Complex<T> a) {
    return {std::copysign(std::isinf(a.re) ? T(1) : T(0), a.re),
            std::copysign(std::isinf(a.im) ? T(1) : T(0), a.im)};
}

template <class T> Complex<T> without_nan(Complex<T> a) {
    return {std::isnan(a.re) ? std::copysign(T(0), a.re) : a.re,
            std::isnan(a.im) ? std::copysign(T(0), a.im) : a.im};
}

template <class T> bool is_infinite(Complex<T> a) { return std::isinf(a.re) || std::isinf(a.im); }

// C's product (Annex G.5.1), which powers use: infinite where a factor is or a partial product
// overflows, and NumPy's has two NaN.
template <class T> Complex<T> mul_as_c(Complex<T> a, Complex<T> b) {
    Complex<T> product = mul(a, b);
    if (!std::isnan(product.re) || !std::isnan(product.im))
        return product;
    bool overflows = std::isinf(a.re * b.re) || std::isinf(a.im * b.im) ||
                     std::isinf(a.re * b.im) || std::isinf(a.im * b.re);
    if (!is_infinite(a) && !is_infinite(b) && !overflows)
        return product;
    Complex<T> directed = mul(without_nan(is_infinite(a) ? direction(a) : a),
                              without_nan(is_infinite(b) ? direction(b) : b));
    constexpr T infinity = std::numeric_limits<T>::infinity();
    return {infinity * directed.re, infinity * directed.im};
}

template <class T> Complex<T> pow(Complex<T> a, Complex<T> b) {
    return device::exp(mul_as_c(b, device::log(a)));
}

} // namespace pragmac::numeric::device
