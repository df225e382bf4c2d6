// Python's int on 64 bits: which results fit, correctly rounded division, exact comparison.
#pragma once

#include <bit>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstdint>
#include <utility>

namespace pragmac::numeric {

// Each operation stores the wrapped result and returns true when the exact one fits.
inline bool add_fits(int64_t a, int64_t b, int64_t &r) { return !__builtin_add_overflow(a, b, &r); }
inline bool sub_fits(int64_t a, int64_t b, int64_t &r) { return !__builtin_sub_overflow(a, b, &r); }
inline bool mul_fits(int64_t a, int64_t b, int64_t &r) { return !__builtin_mul_overflow(a, b, &r); }
inline bool neg_fits(int64_t a, int64_t &r) { return sub_fits(0, a, r); }
inline bool abs_fits(int64_t a, int64_t &r) {
    r = a;
    return a >= 0 || neg_fits(a, r);
}

// a << count for count >= 0; 0 fits whatever the count. A negative count never fits.
inline bool shl_fits(int64_t a, int64_t count, int64_t &r) {
    r = 0;
    if (count < 0 || count > 63)
        return a == 0 && count >= 0;
    r = static_cast<int64_t>(static_cast<uint64_t>(a) << count);
    return r >> count == a;
}

// base ** exponent for exponent >= 0. A negative exponent never fits: the result is no int.
inline bool pow_fits(int64_t base, int64_t exponent, int64_t &r) {
    r = 1;
    if (exponent < 0)
        return false;
    bool fits = true, square_fits = true;
    for (auto left = static_cast<uint64_t>(exponent); left; left >>= 1) {
        if (left & 1)
            fits = square_fits && mul_fits(r, base, r) && fits;
        if (left > 1)
            square_fits = mul_fits(base, base, base) && square_fits;
    }
    return fits;
}

// The quotient of top * 2^63 by bottom, both at least 2^63, with its last bit set where a remainder
// is left. Two digits of 32 bits, as by hand (Knuth 4.3.1 D): devices have no wider integers.
inline uint64_t sticky_quotient(uint64_t top, uint64_t bottom) {
    constexpr uint64_t digit = uint64_t{1} << 32;
    uint64_t high = bottom >> 32, low = bottom & (digit - 1);
    uint64_t rest = top >> 1, quotient = 0; // rest < bottom
    for (uint64_t next : {(top & 1) << 31, uint64_t{0}}) {
        uint64_t guess = rest / high, over = rest % high;
        while (guess >= digit || guess * low > (over << 32 | next)) {
            guess--;
            over += high;
            if (over >= digit)
                break;
        }
        rest = (rest << 32 | next) - guess * bottom; // wraps to what is below `bottom`
        quotient = quotient << 32 | guess;
    }
    return quotient | (rest != 0);
}

// a / b correctly rounded; IEEE's answer for b = 0.
//
// Both operands are normalised to 64 bits, so the quotient of a * 2^63 by b has 63 or 64 bits, and
// a remainder is recorded in its last bit, far below the last bit that a double keeps. The one
// rounding is then the conversion to double; the product with a power of two is exact.
inline double int_div(int64_t a, int64_t b) {
    constexpr int64_t exact = int64_t{1} << 53;
    if (b == 0 || (a >= -exact && a <= exact && b >= -exact && b <= exact))
        return static_cast<double>(a) / static_cast<double>(b);
    if (a == 0)
        return b < 0 ? -0.0 : 0.0;
    auto magnitude = [](int64_t x) {
        return x < 0 ? uint64_t{0} - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
    };
    uint64_t top = magnitude(a), bottom = magnitude(b);
    int top_shift = std::countl_zero(top), bottom_shift = std::countl_zero(bottom);
    uint64_t quotient = sticky_quotient(top << top_shift, bottom << bottom_shift);
    auto exponent = static_cast<uint64_t>(1023 + bottom_shift - top_shift - 63);
    double result = static_cast<double>(quotient) * std::bit_cast<double>(exponent << 52);
    return (a < 0) != (b < 0) ? -result : result;
}

// The order of an integer and a float as numbers, without rounding the integer.
template <std::integral I> std::partial_ordering compare_exact(I a, double b) {
    if (b != b)
        return std::partial_ordering::unordered;
    constexpr double limit = std::is_signed_v<I> ? 0x1p63 : 0x1p64;
    if (b >= limit)
        return std::partial_ordering::less;
    if (b < (std::is_signed_v<I> ? -0x1p63 : 0.0))
        return std::partial_ordering::greater;
    using Wide = std::conditional_t<std::is_signed_v<I>, int64_t, uint64_t>;
    auto whole = static_cast<Wide>(b); // truncated: a double again
    if (static_cast<Wide>(a) != whole)
        return static_cast<Wide>(a) <=> whole;
    return static_cast<double>(whole) <=> b;
}

template <std::integral A, std::integral B> std::strong_ordering compare_exact(A a, B b) {
    return std::cmp_less(a, b)    ? std::strong_ordering::less
           : std::cmp_equal(a, b) ? std::strong_ordering::equal
                                  : std::strong_ordering::greater;
}

} // namespace pragmac::numeric
