// Between bit patterns and C++ scalars: one C++ type per dtype.
#pragma once

#include "ir.h"
#include "numeric.h"

#include <bit>
#include <type_traits>

namespace pragmac {

template <class T> inline constexpr bool is_complex_type = false;
template <class T> inline constexpr bool is_complex_type<numeric::Complex<T>> = true;

// Calls f with a value of the C++ type of d (its value does not matter).
template <class F> decltype(auto) with_type(DType d, F &&f) {
    switch (d) {
    case DType::b1: return f(bool{});
    case DType::i8: return f(int8_t{});
    case DType::i16: return f(int16_t{});
    case DType::i32: return f(int32_t{});
    case DType::i64: return f(int64_t{});
    case DType::u8: return f(uint8_t{});
    case DType::u16: return f(uint16_t{});
    case DType::u32: return f(uint32_t{});
    case DType::u64: return f(uint64_t{});
    case DType::f16: return f(numeric::f16{});
    case DType::f32: return f(float{});
    case DType::f64: return f(double{});
    case DType::c64: return f(numeric::Complex<float>{});
    case DType::c128: return f(numeric::Complex<double>{});
    case DType::none: break;
    }
    internal_error(__FILE__, __LINE__, "a value without a data type");
}

template <class T> uint64_t part_bits(T v) {
    if constexpr (std::is_same_v<T, numeric::f16>)
        return numeric::bits_of(v);
    else if constexpr (std::is_same_v<T, float>)
        return std::bit_cast<uint32_t>(v);
    else if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<uint64_t>(v);
    else
        return static_cast<uint64_t>(v); // extends by the type's own sign
}
template <class T> Bits to_bits(T v) {
    if constexpr (is_complex_type<T>)
        return {part_bits(v.re), part_bits(v.im)};
    else
        return {part_bits(v), 0};
}

template <class T> T part_value(uint64_t bits) {
    if constexpr (std::is_same_v<T, numeric::f16>)
        return numeric::f16_from_bits(static_cast<uint16_t>(bits));
    else if constexpr (std::is_same_v<T, float>)
        return std::bit_cast<float>(static_cast<uint32_t>(bits));
    else if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<double>(bits);
    else
        return static_cast<T>(bits);
}
template <class T> T from_bits(Bits b) {
    if constexpr (is_complex_type<T>) {
        using Part = decltype(T::re);
        return {part_value<Part>(b.lo), part_value<Part>(b.hi)};
    } else {
        return part_value<T>(b.lo);
    }
}

} // namespace pragmac
