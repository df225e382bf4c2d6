// Integer operations that are more than one instruction.
#include "numeric.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <type_traits>

namespace {

template <class T> T power(T base, T exponent) {
    // At least as wide as unsigned int: small types would be promoted to a signed type.
    using Wide = std::conditional_t<(sizeof(T) < 4), uint32_t, std::make_unsigned_t<T>>;
    Wide result = 1, factor = static_cast<Wide>(base);
    for (auto n = static_cast<std::make_unsigned_t<T>>(exponent); n; n >>= 1) {
        if (n & 1)
            result *= factor;
        factor *= factor;
    }
    return static_cast<T>(result);
}

uint64_t magnitude(int64_t v) {
    return v < 0 ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v);
}

// The quotient with 55 bits or more and a sticky last bit rounds like the exact one.
double rounded_quotient(uint64_t a, uint64_t b) {
    int shift = 55 - (std::bit_width(a) - std::bit_width(b));
    if (shift < 0)
        shift = 0;
    unsigned __int128 numerator = static_cast<unsigned __int128>(a) << shift;
    unsigned __int128 quotient = numerator / b;
    if (quotient * b != numerator)
        quotient |= 1;
    auto bits = static_cast<uint64_t>(quotient); // at most 64 bits: 55 or 56, or a itself
    // Round to 53 bits by hand: a conversion rounds once, which is what is wanted.
    return std::ldexp(static_cast<double>(bits), -shift);
}

} // namespace

extern "C" {

#define INTEGER_POWER(name, type)                                                                  \
    type pragmac_pow_##name(type base, type exponent) { return power(base, exponent); }
INTEGER_POWER(i8, int8_t)
INTEGER_POWER(i16, int16_t)
INTEGER_POWER(i32, int32_t)
INTEGER_POWER(i64, int64_t)
INTEGER_POWER(u8, uint8_t)
INTEGER_POWER(u16, uint16_t)
INTEGER_POWER(u32, uint32_t)
INTEGER_POWER(u64, uint64_t)

double pragmac_int_div(int64_t a, int64_t b) {
    if (b == 0)
        return 0;
    uint64_t x = magnitude(a), y = magnitude(b);
    constexpr uint64_t exact = uint64_t{1} << 53;
    if (x <= exact && y <= exact)
        return static_cast<double>(a) / static_cast<double>(b);
    double q = x == 0 ? 0.0 : rounded_quotient(x, y);
    return (a < 0) != (b < 0) ? -q : q;
}

bool pragmac_pow_fits(int64_t base, int64_t exponent) {
    int64_t result = 1;
    if (base == 0 || base == 1 || base == -1 || exponent <= 0)
        return true;
    if (exponent > 63)
        return false;
    for (int64_t i = 0; i < exponent; i++)
        if (__builtin_mul_overflow(result, base, &result))
            return false;
    return true;
}

} // extern "C"
