// Float arithmetic: floor division and remainder, powers, minima and maxima, rounding.
#pragma once

#include "casts.h"

#include <cmath>

namespace pragmac::numeric {

// f16 operands are widened to float; the result is rounded back once per operation, as NumPy does.
template <class T, class Operation> T in_float(Operation operation, T a, T b) {
    if constexpr (std::is_same_v<T, f16>)
        return f32_to_f16(operation(f16_to_f32(a), f16_to_f32(b)));
    else
        return operation(a, b);
}

template <class T> T add(T a, T b) {
    return in_float([](auto x, auto y) { return x + y; }, a, b);
}
template <class T> T sub(T a, T b) {
    return in_float([](auto x, auto y) { return x - y; }, a, b);
}
template <class T> T mul(T a, T b) {
    return in_float([](auto x, auto y) { return x * y; }, a, b);
}
template <class T> T div(T a, T b) {
    return in_float([](auto x, auto y) { return x / y; }, a, b);
}
template <class T>
    requires is_real<T>
T pow(T a, T b) {
    return in_float([](auto x, auto y) { return std::pow(x, y); }, a, b);
}

template <class T> struct QuotientRemainder {
    T quotient, remainder;
};

// Python's divmod of floats, which is NumPy's too: the remainder is exact (fmod) with the divisor's
// sign, and the quotient is the nearest integer to (a - remainder) / b. Hence 6.0 // 0.1 is 59.
template <std::floating_point T> QuotientRemainder<T> divmod(T a, T b) {
    T remainder = std::fmod(a, b);
    if (b == 0)
        return {a / b, remainder};
    T quotient = (a - remainder) / b;
    if (remainder == 0) {
        remainder = std::copysign(T{0}, b);
    } else if ((b < 0) != (remainder < 0)) {
        remainder += b;
        quotient -= 1;
    }
    if (quotient == 0)
        return {std::copysign(T{0}, a / b), remainder};
    T whole = std::floor(quotient);
    if (quotient - whole > T{0.5})
        whole += 1;
    return {whole, remainder};
}

template <class T>
    requires is_real<T>
T floor_div(T a, T b) {
    return in_float([](auto x, auto y) { return divmod(x, y).quotient; }, a, b);
}
template <class T>
    requires is_real<T>
T mod(T a, T b) {
    return in_float([](auto x, auto y) { return divmod(x, y).remainder; }, a, b);
}

template <class T> bool less(T a, T b) {
    if constexpr (is_real<T>)
        return widen(a) < widen(b);
    else
        return a < b;
}
template <class T> bool is_nan(T x) { return is_real<T> && widen(x) != widen(x); }

// Python's max and min: the second operand wins only when it is strictly greater (smaller).
template <class T> T py_max(T a, T b) { return less(a, b) ? b : a; }
template <class T> T py_min(T a, T b) { return less(b, a) ? b : a; }

// NumPy's maximum and minimum: a NaN wins, the first before the second. Of two zeros NumPy gives
// the second for f32 and f64 (it uses the processor's instruction) and the first for f16.
template <class T> T np_max(T a, T b) {
    if (is_nan(a))
        return a;
    if constexpr (std::is_same_v<T, f16>)
        return less(a, b) || is_nan(b) ? b : a;
    return less(b, a) ? a : b;
}
template <class T> T np_min(T a, T b) {
    if (is_nan(a))
        return a;
    if constexpr (std::is_same_v<T, f16>)
        return less(b, a) || is_nan(b) ? b : a;
    return less(a, b) ? a : b;
}

// Python's round(x, digits): the decimal nearest to the exact value of x, ties to even.
double round_digits(double x, int64_t digits);

} // namespace pragmac::numeric
