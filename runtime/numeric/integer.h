// NumPy's fixed-width integer arithmetic: wraps, and gives 0 where it divides by zero.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace pragmac::numeric {

// Every sum and product is formed in 64 unsigned bits: wrapping is defined there for all widths
// (two uint16_t would be multiplied as int, which overflows).
template <std::integral T> T wrap_add(T a, T b) {
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
template <std::integral T> T wrap_sub(T a, T b) {
    return static_cast<T>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
template <std::integral T> T wrap_mul(T a, T b) {
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
template <std::integral T> T wrap_neg(T a) { return wrap_sub(T{0}, a); }
template <std::integral T> T wrap_abs(T a) { return a < T{0} ? wrap_neg(a) : a; }

// The quotient rounded down; x // 0 is 0 and the least value // -1 is the least value.
template <std::integral T> T floor_div(T a, T b) {
    if (b == 0)
        return 0;
    if constexpr (std::is_signed_v<T>) {
        if (b == -1)
            return wrap_neg(a);
        T quotient = static_cast<T>(a / b);
        return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(quotient - 1) : quotient;
    } else {
        return static_cast<T>(a / b);
    }
}

// The remainder with the divisor's sign; x % 0 is 0.
template <std::integral T> T mod(T a, T b) {
    if (b == 0)
        return 0;
    if constexpr (std::is_signed_v<T>) {
        if (b == -1)
            return 0;
        T remainder = static_cast<T>(a % b);
        return remainder != 0 && (remainder < 0) != (b < 0) ? static_cast<T>(remainder + b)
                                                            : remainder;
    } else {
        return static_cast<T>(a % b);
    }
}

// True when the count is inside the width; a negative count is not.
template <std::integral T> bool shifts_inside(T count) {
    return static_cast<std::make_unsigned_t<T>>(count) < static_cast<unsigned>(8 * sizeof(T));
}
template <std::integral T> T shl(T a, T count) {
    return shifts_inside(count) ? static_cast<T>(static_cast<uint64_t>(a) << count) : T{0};
}
template <std::integral T> T shr(T a, T count) {
    if (shifts_inside(count))
        return static_cast<T>(a >> count);
    return a < T{0} ? static_cast<T>(-1) : T{0};
}

// Repeated squaring, wrapping. A negative exponent, which NumPy refuses, gives 0.
template <std::integral T> T pow(T base, T exponent) {
    if (exponent < T{0})
        return 0;
    T result = 1;
    for (auto left = static_cast<std::make_unsigned_t<T>>(exponent); left;
         left = static_cast<std::make_unsigned_t<T>>(left >> 1)) {
        if (left & 1)
            result = wrap_mul(result, base);
        base = wrap_mul(base, base);
    }
    return result;
}

template <std::integral T> T sign(T a) { return static_cast<T>((a > T{0}) - (a < T{0})); }

} // namespace pragmac::numeric
