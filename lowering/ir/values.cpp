// Unary and binary operations, comparisons, and elements in memory.
#include "values.h"

#include "scalar_types.h"

#include <cstring>

namespace pragmac {
namespace {

namespace num = numeric;

[[noreturn]] void no_rule(std::string_view op, DType d) {
    internal_error(__FILE__, __LINE__,
                   "no rule for " + std::string(op) + " of " + std::string(name_of(d)));
}

// ---- unary ---------------------------------------------------------------------------------

template <class T> T negated(T x) {
    if constexpr (std::is_same_v<T, num::f16>)
        return num::f16_from_bits(num::bits_of(x) ^ 0x8000u);
    else if constexpr (std::is_integral_v<T>)
        return num::wrap_neg(x);
    else
        return -x;
}
template <class T> T magnitude(T x) {
    if constexpr (std::is_same_v<T, num::f16>)
        return num::f16_from_bits(num::bits_of(x) & 0x7fffu);
    else if constexpr (std::is_integral_v<T>)
        return num::wrap_abs(x);
    else
        return std::fabs(x);
}

template <class T> Bits unary_of(UnaryOp op, DType d, num::Complex<T> x) {
    switch (op) {
    case UnaryOp::neg: return to_bits(num::Complex<T>{-x.re, -x.im});
    case UnaryOp::conj: return to_bits(num::Complex<T>{x.re, -x.im});
    case UnaryOp::abs: return to_bits(num::abs(x));
    case UnaryOp::real: return to_bits(x.re);
    case UnaryOp::imag: return to_bits(x.im);
    default: no_rule(name_of(op), d);
    }
}
Bits unary_of(UnaryOp op, DType d, bool x) {
    switch (op) {
    case UnaryOp::invert:
    case UnaryOp::logical_not: return to_bits(!x);
    case UnaryOp::neg:
    case UnaryOp::abs:
    case UnaryOp::real:
    case UnaryOp::conj: return to_bits(x);
    case UnaryOp::imag: return to_bits(false);
    default: no_rule(name_of(op), d);
    }
}
template <class T> Bits unary_of(UnaryOp op, DType d, T x) {
    switch (op) {
    case UnaryOp::neg: return to_bits(negated(x));
    case UnaryOp::abs: return to_bits(magnitude(x));
    case UnaryOp::invert:
        if constexpr (std::is_integral_v<T>)
            return to_bits(static_cast<T>(~x));
        break;
    case UnaryOp::real:
    case UnaryOp::conj: return to_bits(x);
    case UnaryOp::imag: return to_bits(T{});
    case UnaryOp::logical_not: break;
    }
    no_rule(name_of(op), d);
}

// ---- binary --------------------------------------------------------------------------------

Bits binary_of(BinaryOp op, DType d, bool a, bool b) {
    switch (op) {
    case BinaryOp::add:
    case BinaryOp::bit_or:
    case BinaryOp::py_max:
    case BinaryOp::np_max: return to_bits(a || b);
    case BinaryOp::mul:
    case BinaryOp::bit_and:
    case BinaryOp::py_min:
    case BinaryOp::np_min: return to_bits(a && b);
    case BinaryOp::sub:
    case BinaryOp::bit_xor: return to_bits(a != b);
    default: no_rule(name_of(op), d);
    }
}

template <std::integral T> Bits binary_of(BinaryOp op, DType d, T a, T b) {
    switch (op) {
    case BinaryOp::add: return to_bits(num::wrap_add(a, b));
    case BinaryOp::sub: return to_bits(num::wrap_sub(a, b));
    case BinaryOp::mul: return to_bits(num::wrap_mul(a, b));
    case BinaryOp::floor_div: return to_bits(num::floor_div(a, b));
    case BinaryOp::mod: return to_bits(num::mod(a, b));
    case BinaryOp::pow: return to_bits(num::pow(a, b));
    case BinaryOp::bit_and: return to_bits(static_cast<T>(a & b));
    case BinaryOp::bit_or: return to_bits(static_cast<T>(a | b));
    case BinaryOp::bit_xor: return to_bits(static_cast<T>(a ^ b));
    case BinaryOp::shl: return to_bits(num::shl(a, b));
    case BinaryOp::shr: return to_bits(num::shr(a, b));
    case BinaryOp::py_max:
    case BinaryOp::np_max: return to_bits(a < b ? b : a);
    case BinaryOp::py_min:
    case BinaryOp::np_min: return to_bits(b < a ? b : a);
    case BinaryOp::int_div:
        return to_bits(num::int_div(static_cast<int64_t>(a), static_cast<int64_t>(b)));
    case BinaryOp::wrap_index: return to_bits(a < T{0} ? num::wrap_add(a, b) : a);
    default: no_rule(name_of(op), d);
    }
}

template <class T>
    requires num::is_real<T>
Bits binary_of(BinaryOp op, DType d, T a, T b) {
    switch (op) {
    case BinaryOp::add: return to_bits(num::add(a, b));
    case BinaryOp::sub: return to_bits(num::sub(a, b));
    case BinaryOp::mul: return to_bits(num::mul(a, b));
    case BinaryOp::div: return to_bits(num::div(a, b));
    case BinaryOp::floor_div: return to_bits(num::floor_div(a, b));
    case BinaryOp::mod: return to_bits(num::mod(a, b));
    case BinaryOp::pow: return to_bits(num::pow(a, b));
    case BinaryOp::py_max: return to_bits(num::py_max(a, b));
    case BinaryOp::py_min: return to_bits(num::py_min(a, b));
    case BinaryOp::np_max: return to_bits(num::np_max(a, b));
    case BinaryOp::np_min: return to_bits(num::np_min(a, b));
    case BinaryOp::make_complex:
        if constexpr (!std::is_same_v<T, num::f16>)
            return to_bits(num::Complex<T>{a, b});
        break;
    default: break;
    }
    no_rule(name_of(op), d);
}

template <class T> Bits binary_of(BinaryOp op, DType d, num::Complex<T> a, num::Complex<T> b) {
    switch (op) {
    case BinaryOp::add: return to_bits(num::add(a, b));
    case BinaryOp::sub: return to_bits(num::sub(a, b));
    case BinaryOp::mul: return to_bits(num::mul(a, b));
    case BinaryOp::div: return to_bits(num::div(a, b));
    case BinaryOp::py_div: return to_bits(num::py_div(a, b));
    case BinaryOp::pow: return to_bits(num::pow(a, b));
    case BinaryOp::py_pow: return to_bits(num::py_pow(a, b));
    case BinaryOp::np_max: return to_bits(num::np_max(a, b));
    case BinaryOp::np_min: return to_bits(num::np_min(a, b));
    case BinaryOp::py_max: return to_bits(num::less(a, b) ? b : a);
    case BinaryOp::py_min: return to_bits(num::less(b, a) ? b : a);
    default: no_rule(name_of(op), d);
    }
}

// ---- comparisons ---------------------------------------------------------------------------

bool holds(CompareOp op, std::partial_ordering order) {
    switch (op) {
    case CompareOp::eq: return order == 0;
    case CompareOp::ne: return order != 0;
    case CompareOp::lt: return order < 0;
    case CompareOp::le: return order <= 0;
    case CompareOp::gt: return order > 0;
    case CompareOp::ge: return order >= 0;
    default: internal_error(__FILE__, __LINE__, "not an order");
    }
}

template <class T> bool complex_order(CompareOp op, num::Complex<T> a, num::Complex<T> b) {
    switch (op) {
    case CompareOp::eq: return num::equal(a, b);
    case CompareOp::ne: return !num::equal(a, b);
    case CompareOp::lt: return num::scalar_less(a, b);
    case CompareOp::le: return num::scalar_less_equal(a, b);
    case CompareOp::gt: return num::scalar_less(b, a);
    case CompareOp::ge: return num::scalar_less_equal(b, a);
    default: internal_error(__FILE__, __LINE__, "not an order");
    }
}

template <std::integral T> bool result_fits(CompareOp op, T a, T b) {
    T unused{};
    switch (op) {
    case CompareOp::add_fits: return !__builtin_add_overflow(a, b, &unused);
    case CompareOp::sub_fits: return !__builtin_sub_overflow(a, b, &unused);
    case CompareOp::mul_fits: return !__builtin_mul_overflow(a, b, &unused);
    default: break;
    }
    int64_t wide = 0;
    if (op == CompareOp::pow_fits)
        return num::pow_fits(static_cast<int64_t>(a), static_cast<int64_t>(b), wide);
    return num::shl_fits(static_cast<int64_t>(a), static_cast<int64_t>(b), wide);
}

template <class T> bool compare_of(CompareOp op, T a, T b) {
    if constexpr (is_complex_type<T>) {
        return complex_order(op, a, b);
    } else if constexpr (num::is_real<T>) {
        return holds(op, num::widen(a) <=> num::widen(b));
    } else {
        if (op <= CompareOp::ge)
            return holds(op, a <=> b);
        if constexpr (!std::is_same_v<T, bool>) {
            if (op == CompareOp::in_range)
                return a >= T{0} && a < b;
            if (op == CompareOp::index_ok) // b is an extent, so a + b cannot leave the type
                return a < T{0} ? static_cast<int64_t>(a) + static_cast<int64_t>(b) >= 0 : a < b;
            return result_fits(op, a, b);
        }
        internal_error(__FILE__, __LINE__, "no such comparison of bools");
    }
}

} // namespace

Bits unary_value(UnaryOp op, DType d, Bits x) {
    return with_type(d, [&](auto type) { return unary_of(op, d, from_bits<decltype(type)>(x)); });
}

Bits binary_value(BinaryOp op, DType d, Bits a, Bits b) {
    return with_type(d, [&](auto type) {
        using T = decltype(type);
        return binary_of(op, d, from_bits<T>(a), from_bits<T>(b));
    });
}

CompareOp mirrored(CompareOp op) {
    switch (op) {
    case CompareOp::lt: return CompareOp::gt;
    case CompareOp::le: return CompareOp::ge;
    case CompareOp::gt: return CompareOp::lt;
    case CompareOp::ge: return CompareOp::le;
    default: return op;
    }
}

bool compare_value(CompareOp op, DType da, Bits a, DType db, Bits b) {
    if (da == db)
        return with_type(da, [&](auto type) {
            using T = decltype(type);
            return compare_of<T>(op, from_bits<T>(a), from_bits<T>(b));
        });
    if (da == DType::i64 && db == DType::f64)
        return holds(op, num::compare_exact(from_bits<int64_t>(a), from_bits<double>(b)));
    if (da == DType::f64 && db == DType::i64)
        return holds(op, 0 <=> num::compare_exact(from_bits<int64_t>(b), from_bits<double>(a)));
    if (da == DType::i64)
        return holds(op, num::compare_exact(from_bits<int64_t>(a), from_bits<uint64_t>(b)));
    return holds(op, num::compare_exact(from_bits<uint64_t>(a), from_bits<int64_t>(b)));
}

int64_t range_length_value(int64_t lo, int64_t hi, int64_t step) {
    if (step > 0 ? lo >= hi : lo <= hi)
        return 0;
    uint64_t distance = step > 0 ? static_cast<uint64_t>(hi) - static_cast<uint64_t>(lo)
                                 : static_cast<uint64_t>(lo) - static_cast<uint64_t>(hi);
    uint64_t stride = step > 0 ? static_cast<uint64_t>(step) : 0 - static_cast<uint64_t>(step);
    return static_cast<int64_t>((distance - 1) / stride + 1);
}

Bits load_bits(DType d, const void *at) {
    return with_type(d, [&](auto type) {
        using T = decltype(type);
        if constexpr (std::is_same_v<T, bool>) {
            return Bits{*static_cast<const uint8_t *>(at) != 0, 0};
        } else {
            T value;
            std::memcpy(&value, at, sizeof value);
            return to_bits(value);
        }
    });
}

void store_bits(DType d, void *at, Bits bits) {
    with_type(d, [&](auto type) {
        auto value = from_bits<decltype(type)>(bits);
        std::memcpy(at, &value, sizeof value);
    });
}

} // namespace pragmac
