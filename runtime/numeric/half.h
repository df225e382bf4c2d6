// IEEE half precision: the storage type and conversions that round once, to nearest, ties to even.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace pragmac::numeric {

// Never used in arithmetic: g++ may keep more precision than the type has between two operations.
using f16 = _Float16;

inline uint16_t bits_of(f16 x) { return std::bit_cast<uint16_t>(x); }
inline f16 f16_from_bits(uint16_t bits) { return std::bit_cast<f16>(bits); }

inline float f16_to_f32(f16 x) {
    uint32_t bits = bits_of(x);
    uint32_t sign = (bits & 0x8000u) << 16, exponent = bits >> 10 & 31, fraction = bits & 0x3ffu;
    if (exponent == 0) { // zero or subnormal: fraction * 2^-24, exact
        float magnitude = static_cast<float>(fraction) * 0x1p-24f;
        return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(magnitude));
    }
    if (exponent == 31) // infinity, or NaN made quiet
        return std::bit_cast<float>(sign | 0x7f800000u | (fraction ? 0x400000u : 0) |
                                    fraction << 13);
    return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

inline f16 f64_to_f16(double x) {
    uint64_t bits = std::bit_cast<uint64_t>(x);
    auto sign = static_cast<uint16_t>(bits >> 48 & 0x8000u);
    auto finish = [&](uint64_t rest) { return f16_from_bits(static_cast<uint16_t>(sign | rest)); };
    double magnitude = std::fabs(x);
    if (x != x)
        return finish(0x7e00u | (bits >> 42 & 0x3ffu));
    if (magnitude >= 65520.0) // halfway between the largest half and 2^16
        return finish(0x7c00u);
    if (magnitude < 0x1p-14) // subnormal: a multiple of 2^-24; 1024 of them are the least normal
        return finish(static_cast<uint64_t>(std::nearbyint(magnitude * 0x1p24)));
    uint64_t positive = bits & ~(uint64_t{1} << 63);
    // 42 fraction bits go; a carry moves into the exponent, which is what rounding up needs.
    uint64_t rounded = positive + ((uint64_t{1} << 41) - 1) + (positive >> 42 & 1);
    return finish((rounded >> 42) - (uint64_t{1023 - 15} << 10));
}

// A float is a double, so this rounds once too.
inline f16 f32_to_f16(float x) { return f64_to_f16(static_cast<double>(x)); }

} // namespace pragmac::numeric
