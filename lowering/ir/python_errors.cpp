// Python's errors of scalar operations, from the values themselves.
#include "python_errors.h"

#include "functions.h"

#include <bit>
#include <cmath>
#include <complex>

namespace pragmac {
namespace {

const char *too_large = "Python int result does not fit in 64 bits";

int64_t integer(Bits x) { return static_cast<int64_t>(x.lo); }
// A float or complex of any width as doubles.
std::complex<double> number(DType d, Bits x) {
    Bits wide = cast_value(d, x, DType::c128);
    return {std::bit_cast<double>(wide.lo), std::bit_cast<double>(wide.hi)};
}
bool infinite(std::complex<double> z) { return std::isinf(std::abs(z)); }

MaybeError overflow_unless(bool fits) {
    return fits ? std::nullopt : MaybeError{{Exception::OverflowError, too_large}};
}

MaybeError error_of_integers(BinaryOp op, Bits x, Bits y) {
    int64_t a = integer(x), b = integer(y), unused = 0;
    switch (op) {
    case BinaryOp::add: return overflow_unless(!__builtin_add_overflow(a, b, &unused));
    case BinaryOp::sub: return overflow_unless(!__builtin_sub_overflow(a, b, &unused));
    case BinaryOp::mul: return overflow_unless(!__builtin_mul_overflow(a, b, &unused));
    case BinaryOp::floor_div: return overflow_unless(!(a == INT64_MIN && b == -1));
    case BinaryOp::shl:
        if (b < 0)
            return PythonError{Exception::ValueError, "negative shift count"};
        return overflow_unless(compare_value(CompareOp::shl_fits, DType::i64, x, DType::i64, y));
    case BinaryOp::shr:
        if (b < 0)
            return PythonError{Exception::ValueError, "negative shift count"};
        return std::nullopt;
    case BinaryOp::pow:
        if (b < 0)
            return PythonError{Exception::ValueError,
                               "an int to a negative power is a float; write 2.0 ** e"};
        return overflow_unless(compare_value(CompareOp::pow_fits, DType::i64, x, DType::i64, y));
    default: return std::nullopt;
    }
}

MaybeError error_of_power(BinaryOp op, DType d, Bits a, Bits b) {
    auto base = number(d, a), exponent = number(d, b);
    if (is_float(d) && base == 0.0 && exponent.real() < 0 && !std::isinf(exponent.real()))
        return PythonError{Exception::ZeroDivisionError,
                           "0.0 cannot be raised to a negative power"};
    bool harmless = exponent.real() >= 0 && exponent.imag() == 0;
    if (is_complex(d) && base == 0.0 && !harmless)
        return PythonError{Exception::ZeroDivisionError, "0.0 to a negative or complex power"};
    auto result = number(d, binary_value(op, d, a, b));
    if (infinite(result) && !infinite(base) && !infinite(exponent))
        return PythonError{Exception::OverflowError, "(34, 'Numerical result out of range')"};
    return std::nullopt;
}

MaybeError error_of_zero_divisor(BinaryOp op, DType d) {
    std::string message = "division by zero";
    if (is_complex(d))
        message = "complex division by zero";
    else if (is_float(d))
        message = op == BinaryOp::div         ? "float division by zero"
                  : op == BinaryOp::floor_div ? "float floor division by zero"
                                              : "float modulo";
    else if (op != BinaryOp::int_div)
        message =
            op == BinaryOp::mod ? "integer modulo by zero" : "integer division or modulo by zero";
    return PythonError{Exception::ZeroDivisionError, message};
}

} // namespace

MaybeError error_of_unary(UnaryOp op, DType d, Bits x) {
    bool negates = op == UnaryOp::neg || op == UnaryOp::abs;
    if (negates && d == DType::i64)
        return overflow_unless(integer(x) != INT64_MIN);
    if (op != UnaryOp::abs || !is_complex(d))
        return std::nullopt;
    auto z = number(d, x);
    auto size = number(part_of(d), unary_value(op, d, x));
    if (std::isinf(size.real()) && !std::isinf(z.real()) && !std::isinf(z.imag()))
        return PythonError{Exception::OverflowError, "absolute value too large"};
    return std::nullopt;
}

MaybeError error_of_binary(BinaryOp op, Kind kind, DType d, Bits a, Bits b) {
    bool power = op == BinaryOp::pow || op == BinaryOp::py_pow;
    if (kind == Kind::numpy) {
        if (op == BinaryOp::pow && is_signed(d) && integer(b) < 0)
            return PythonError{Exception::ValueError,
                               "Integers to negative integer powers are not allowed."};
        return std::nullopt;
    }
    if (kind != Kind::python)
        return std::nullopt;
    bool divides = op == BinaryOp::div || op == BinaryOp::floor_div || op == BinaryOp::mod ||
                   op == BinaryOp::int_div || op == BinaryOp::py_div;
    if (divides && number(d, b) == 0.0)
        return error_of_zero_divisor(op, d);
    if (d == DType::i64)
        return error_of_integers(op, a, b);
    return power ? error_of_power(op, d, a, b) : std::nullopt;
}

MaybeError error_of_cast(DType from, Bits x, DType to) {
    if (!is_integer(to) || is_bool(from) || is_complex(from) || from == to)
        return std::nullopt;
    std::string name = (is_unsigned(to) ? "uint" : "int") + std::to_string(8 * byte_size(to));
    if (is_integer(from)) {
        if (fits_value(from, x, to))
            return std::nullopt;
        return PythonError{Exception::OverflowError,
                           "Python integer " + python_text(from, x) + " out of bounds for " + name};
    }
    if (std::isnan(number(from, x).real()))
        return PythonError{Exception::ValueError, "cannot convert float NaN to integer"};
    if (!fits_value(from, x, to))
        return PythonError{Exception::OverflowError,
                           "the float " + python_text(from, x) + " does not fit in " + name};
    return std::nullopt;
}

MaybeError error_of_math(FunctionId f, std::span<const Bits> args, Bits result) {
    const FunctionInfo &info = info_of(f);
    if (info.domain == MathDomain::none)
        return std::nullopt;
    bool nan_given = false, infinity_given = false;
    std::string message = "math domain error";
    for (Bits x : args) {
        nan_given |= std::isnan(std::bit_cast<double>(x.lo));
        infinity_given |= std::isinf(std::bit_cast<double>(x.lo));
    }
    if (!info.numpy.empty())
        message += ": math." + std::string(info.math) + "(" + python_text(DType::f64, args[0]) +
                   ") (np." + std::string(info.numpy) + " gives nan or inf)";
    double y = std::bit_cast<double>(result.lo);
    if (std::isnan(y) && !nan_given)
        return PythonError{Exception::ValueError, message};
    if (!std::isinf(y) || infinity_given)
        return std::nullopt;
    if (info.domain == MathDomain::pole)
        return PythonError{Exception::ValueError, message};
    return PythonError{Exception::OverflowError, "math range error"};
}

MaybeError error_of_index(int64_t index, int64_t extent, std::string_view array, size_t axis) {
    if (index >= -extent && index < extent)
        return std::nullopt;
    return PythonError{Exception::IndexError,
                       "index " + std::to_string(index) + " is out of bounds for axis " +
                           std::to_string(axis) + " of `" + std::string(array) + "` with size " +
                           std::to_string(extent)};
}

} // namespace pragmac
