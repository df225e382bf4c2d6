// Conversions between dtypes and the test that a value is representable (D4).
#pragma once

#include "half.h"

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace pragmac::numeric {

template <class T>
inline constexpr bool is_real = std::is_floating_point_v<T> || std::is_same_v<T, f16>;

// The value as a double; exact for every float type.
template <class T> double widen(T x) {
    if constexpr (std::is_same_v<T, f16>)
        return static_cast<double>(f16_to_f32(x));
    else
        return static_cast<double>(x);
}

// One rounding, to nearest.
template <class T> T narrow(double x) {
    if constexpr (std::is_same_v<T, f16>)
        return f64_to_f16(x);
    else
        return static_cast<T>(x);
}

// 2^digits: one more than the largest value, exact in a double where the largest may not be.
template <std::integral T> double upper_limit() {
    return std::ldexp(1.0, std::numeric_limits<T>::digits);
}
template <std::integral T> double lower_limit() {
    return std::is_signed_v<T> ? -upper_limit<T>() : 0.0;
}

// The integer x truncated toward zero fits `To`. NaN and infinities do not.
template <std::integral To, class From>
    requires is_real<From>
bool fits(From x) {
    double whole = std::trunc(widen(x));
    return whole >= lower_limit<To>() && whole < upper_limit<To>();
}
template <std::integral To, std::integral From> bool fits(From x) { return std::in_range<To>(x); }

// Float to integer: truncated, clamped to the range, NaN gives 0.
template <std::integral To, class From>
    requires is_real<From>
To saturate(From x) {
    double whole = std::trunc(widen(x));
    if (whole != whole)
        return 0;
    if (whole < lower_limit<To>())
        return std::numeric_limits<To>::min();
    if (whole >= upper_limit<To>())
        return std::numeric_limits<To>::max();
    return static_cast<To>(whole);
}

// Any real scalar to any other: integers wrap, floats round, float to integer saturates.
template <class To, class From> To convert(From x) {
    if constexpr (std::is_same_v<To, bool>) {
        if constexpr (is_real<From>)
            return widen(x) != 0.0; // NaN is true
        else
            return x != 0;
    } else if constexpr (is_real<To> && is_real<From>) {
        return narrow<To>(widen(x));
    } else if constexpr (std::is_same_v<To, f16>) {
        return f64_to_f16(static_cast<double>(x)); // beyond 2^53 every double is infinite here
    } else if constexpr (is_real<From>) {
        return saturate<To>(x);
    } else {
        return static_cast<To>(x);
    }
}

} // namespace pragmac::numeric
