// The promotion tables of NumPy 2 and the joins of SEMANTICS 1.
#include "kinds.h"

#include "mutants.h"

#include <algorithm>

namespace pragmac {
namespace {

DType integer_of(int bytes, bool with_sign) {
    switch (bytes) {
    case 1: return with_sign ? DType::i8 : DType::u8;
    case 2: return with_sign ? DType::i16 : DType::u16;
    case 4: return with_sign ? DType::i32 : DType::u32;
    default: return with_sign ? DType::i64 : DType::u64;
    }
}

DType float_of(int bytes) { return bytes <= 2 ? DType::f16 : bytes == 4 ? DType::f32 : DType::f64; }

// Bytes of the smallest float that NumPy accepts for values of d.
int float_bytes(DType d) {
    if (is_bool(d))
        return 2;
    if (is_integer(d))
        return std::min(8, 2 * byte_size(d));
    return byte_size(part_of(d));
}

DType promote_integers(DType a, DType b) {
    int sa = byte_size(a), sb = byte_size(b);
    if (is_signed(a) == is_signed(b) || mutant(Mutant::mixed_signs_stay))
        return sa >= sb ? a : b;
    int with_sign = is_signed(a) ? sa : sb, without = is_signed(a) ? sb : sa;
    if (with_sign > without)
        return integer_of(with_sign, true);
    return without == 8 ? DType::f64 : integer_of(2 * without, true);
}

// bool < int < float < complex.
int category(DType d) { return is_bool(d) ? 0 : is_integer(d) ? 1 : is_float(d) ? 2 : 3; }

Type weak_with(Type weak, Type strong) {
    DType d = strong.dtype;
    if (mutant(Mutant::python_float_widens) && is_float(weak.dtype) && is_float(d))
        return numpy_type(DType::f64);
    if (mutant(Mutant::python_int_widens) && is_integer(weak.dtype) && is_integer(d))
        return numpy_type(DType::i64);
    if (category(weak.dtype) <= category(d))
        return strong;
    switch (category(weak.dtype)) {
    case 1: return numpy_type(DType::i64);
    case 2: return numpy_type(DType::f64);
    default: return numpy_type(is_float(d) && byte_size(d) <= 4 ? DType::c64 : DType::c128);
    }
}

} // namespace

std::string python_name(Type t) {
    if (t == python_large_int())
        return "int from 2**63 on";
    if (is_python(t)) {
        static const char *names[] = {"bool", "int", "float", "complex"};
        return names[category(t.dtype)];
    }
    switch (t.dtype) {
    case DType::none: return "None";
    case DType::b1: return "np.bool_";
    case DType::f16: return "np.float16";
    case DType::f32: return "np.float32";
    case DType::f64: return "np.float64";
    case DType::c64: return "np.complex64";
    case DType::c128: return "np.complex128";
    default:
        return std::string(is_signed(t.dtype) ? "np.int" : "np.uint") +
               std::to_string(8 * byte_size(t.dtype));
    }
}

std::string dtype_text(Type t) {
    return is_bool(t.dtype) ? "bool" : python_name(numpy_type(t.dtype)).substr(3);
}

std::string python_type_name(Type t) {
    return is_numpy(t) ? "numpy." + dtype_text(t) : python_name(t);
}

DType promote(DType a, DType b) {
    if (a == b || is_bool(b))
        return a;
    if (is_bool(a))
        return b;
    if (is_integer(a) && is_integer(b))
        return promote_integers(a, b);
    DType part = float_of(std::max(float_bytes(a), float_bytes(b)));
    if (!is_complex(a) && !is_complex(b))
        return part;
    return part == DType::f64 ? DType::c128 : DType::c64;
}

Type common_type(Type a, Type b) {
    if (is_python(a) && is_python(b))
        return category(a.dtype) >= category(b.dtype) ? a : b;
    if (is_python(a))
        return weak_with(a, b);
    if (is_python(b))
        return weak_with(b, a);
    return numpy_type(promote(a.dtype, b.dtype));
}

bool IntRange::fits(DType d) const {
    if (!is_integer(d))
        return false;
    if (is_unsigned(d) && lo < 0)
        return false;
    int bits = 8 * byte_size(d) - is_signed(d);
    if (bits >= 63)
        return true;
    int64_t limit = int64_t{1} << bits;
    return hi < limit && (is_unsigned(d) || lo >= -limit);
}

bool IntRange::exact_in_float() const {
    constexpr int64_t limit = int64_t{1} << 53;
    return lo >= -limit && hi <= limit;
}

IntRange hull(IntRange a, IntRange b) { return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)}; }

std::optional<Type> join_types(Type a, IntRange range_a, Type b, IntRange range_b) {
    if (a == b)
        return a;
    if (is_python(a) && is_python(b)) {
        auto literal_and_float = [](Type i, IntRange r, Type f) {
            return i == python_int() && f == python_float() && r.exact_in_float();
        };
        if (literal_and_float(a, range_a, b) || literal_and_float(b, range_b, a))
            return python_float();
        return std::nullopt;
    }
    if (is_numpy(a) && is_numpy(b))
        return std::nullopt;
    Type strong = is_numpy(a) ? a : b, weak = is_numpy(a) ? b : a;
    IntRange range = is_numpy(a) ? range_b : range_a;
    if (common_type(weak, strong) != strong)
        return std::nullopt;
    if (weak == python_large_int() && is_integer(strong.dtype) && strong.dtype != DType::u64)
        return std::nullopt;
    if (weak == python_int() && is_integer(strong.dtype) && !range.fits(strong.dtype))
        return std::nullopt;
    return strong;
}

DType true_division_type(DType common) {
    return is_bool(common) || is_integer(common) ? DType::f64 : common;
}

DType small_integer_for_bool(DType d) { return is_bool(d) ? DType::i8 : d; }

} // namespace pragmac
