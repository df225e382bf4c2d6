// Which check each Python operator needs, with CPython's exception and words.
#include "python_checks.h"

#include "functions.h"
#include "mutants.h"

#include <bit>
#include <cmath>
#include <limits>

namespace pragmac {
namespace {

constexpr const char *too_large = "Python int result does not fit in 64 bits";

bool divides(BinaryOp op) {
    return op == BinaryOp::div || op == BinaryOp::floor_div || op == BinaryOp::mod ||
           op == BinaryOp::int_div || op == BinaryOp::py_div;
}
bool shifts(BinaryOp op) { return op == BinaryOp::shl || op == BinaryOp::shr; }
bool powers(BinaryOp op) { return op == BinaryOp::pow || op == BinaryOp::py_pow; }

const char *zero_message(BinaryOp op, DType d) {
    if (is_complex(d))
        return "complex division by zero";
    if (is_float(d))
        return op == BinaryOp::div         ? "float division by zero"
               : op == BinaryOp::floor_div ? "float floor division by zero"
                                           : "float modulo";
    if (op == BinaryOp::int_div)
        return "division by zero";
    return op == BinaryOp::mod ? "integer modulo by zero" : "integer division or modulo by zero";
}

} // namespace

void PythonChecks::require(NodeRef cond, Exception e, std::string_view message,
                           const std::vector<NodeRef> &payload, Statements &out) {
    auto *known = as<Const>(cond);
    if (!known || !known->bits.lo)
        out.push_back(build_.check(cond, e, message, payload));
}

NodeRef PythonChecks::zero(NodeRef like) { return build_.constant(like->type, {}); }

NodeRef PythonChecks::any(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::bit_or, a, b); }

// Complex values count by their absolute value, as CPython's ERANGE test does.
NodeRef PythonChecks::is_infinite(NodeRef x) {
    NodeRef size = build_.unary(UnaryOp::abs, x);
    uint64_t inf = size->type.dtype == DType::f64
                       ? std::bit_cast<uint64_t>(std::numeric_limits<double>::infinity())
                       : std::bit_cast<uint32_t>(std::numeric_limits<float>::infinity());
    return build_.compare(CompareOp::eq, size, build_.constant(size->type, {inf, 0}));
}

bool PythonChecks::may_raise(UnaryOp op, DType d) const {
    bool negates = op == UnaryOp::neg || op == UnaryOp::abs;
    return (negates && d == DType::i64) || (op == UnaryOp::abs && is_complex(d));
}

void PythonChecks::unary(UnaryOp op, NodeRef x, Statements &out) {
    if (is_complex(x->type.dtype)) {
        NodeRef finite = build_.unary(UnaryOp::logical_not, is_infinite(x));
        NodeRef parts = any(is_infinite(build_.unary(UnaryOp::real, x)),
                            is_infinite(build_.unary(UnaryOp::imag, x)));
        NodeRef nan = build_.compare(CompareOp::ne, build_.unary(op, x), build_.unary(op, x));
        require(any(any(finite, parts), nan), Exception::OverflowError, "absolute value too large",
                {}, out);
        return;
    }
    if (mutant(Mutant::negation_unchecked))
        return;
    require(build_.compare(CompareOp::sub_fits, build_.i64(0), x), Exception::OverflowError,
            too_large, {}, out);
}

bool PythonChecks::may_raise(BinaryOp op, DType d, Kind kind) const {
    if (kind == Kind::numpy)
        return op == BinaryOp::pow && is_signed(d);
    if (kind != Kind::python)
        return false;
    if (d == DType::i64)
        return op == BinaryOp::add || op == BinaryOp::sub || op == BinaryOp::mul || divides(op) ||
               shifts(op) || powers(op);
    return divides(op) || powers(op);
}

bool PythonChecks::only_divides(BinaryOp op, DType d) const { return is_float(d) && divides(op); }

void PythonChecks::before(BinaryOp op, Kind kind, NodeRef a, NodeRef b, Statements &out) {
    DType d = a->type.dtype;
    if (kind == Kind::numpy) {
        require(build_.compare(CompareOp::ge, b, zero(b)), Exception::ValueError,
                "Integers to negative integer powers are not allowed.", {}, out);
        return;
    }
    if (divides(op) && !(op == BinaryOp::mod && mutant(Mutant::modulo_by_zero_unchecked)))
        require(build_.compare(CompareOp::ne, b, zero(b)), Exception::ZeroDivisionError,
                zero_message(op, d), {}, out);
    if (d == DType::i64)
        integer(op, a, b, out);
    if (is_float(d) && powers(op))
        require(any(any(build_.compare(CompareOp::ne, a, zero(a)), is_infinite(b)),
                    build_.unary(UnaryOp::logical_not, build_.compare(CompareOp::lt, b, zero(b)))),
                Exception::ZeroDivisionError, "0.0 cannot be raised to a negative power", {}, out);
    if (is_complex(d) && powers(op)) {
        NodeRef re = build_.unary(UnaryOp::real, b), im = build_.unary(UnaryOp::imag, b);
        NodeRef harmless =
            build_.binary(BinaryOp::bit_and, build_.compare(CompareOp::ge, re, zero(re)),
                          build_.compare(CompareOp::eq, im, zero(im)));
        require(any(build_.compare(CompareOp::ne, a, zero(a)), harmless),
                Exception::ZeroDivisionError, "0.0 to a negative or complex power", {}, out);
    }
}

void PythonChecks::integer(BinaryOp op, NodeRef a, NodeRef b, Statements &out) {
    auto fits = [&](CompareOp test) {
        bool adds = test == CompareOp::add_fits, multiplies = test == CompareOp::mul_fits;
        if ((adds && mutant(Mutant::addition_unchecked)) ||
            (multiplies && mutant(Mutant::product_unchecked)))
            return;
        require(build_.compare(test, a, b), Exception::OverflowError, too_large, {}, out);
    };
    auto not_negative = [&](const char *message) {
        require(build_.compare(CompareOp::ge, b, build_.i64(0)), Exception::ValueError, message, {},
                out);
    };
    switch (op) {
    case BinaryOp::add: return fits(CompareOp::add_fits);
    case BinaryOp::sub: return fits(CompareOp::sub_fits);
    case BinaryOp::mul: return fits(CompareOp::mul_fits);
    case BinaryOp::pow:
        not_negative("an int to a negative power is a float; write 2.0 ** e");
        return fits(CompareOp::pow_fits);
    case BinaryOp::shl: not_negative("negative shift count"); return fits(CompareOp::shl_fits);
    case BinaryOp::shr: return not_negative("negative shift count");
    case BinaryOp::floor_div: {
        int64_t divisor = 0; // only INT_MIN // -1 leaves the range
        if (constant_i64(b, divisor) && divisor != -1)
            return;
        NodeRef least = build_.i64(std::numeric_limits<int64_t>::min());
        require(any(build_.compare(CompareOp::ne, a, least),
                    build_.compare(CompareOp::ne, b, build_.i64(-1))),
                Exception::OverflowError, too_large, {}, out);
        return;
    }
    default: return;
    }
}

bool PythonChecks::result_may_raise(BinaryOp op, DType d, Kind kind) const {
    return kind == Kind::python && powers(op) && !is_integer(d);
}

void PythonChecks::after(BinaryOp, NodeRef a, NodeRef b, NodeRef result, Statements &out) {
    NodeRef finite = build_.unary(UnaryOp::logical_not, is_infinite(result));
    require(any(finite, any(is_infinite(a), is_infinite(b))), Exception::OverflowError,
            "(34, 'Numerical result out of range')", {}, out);
}

bool PythonChecks::cast_may_raise(DType from, DType to) const {
    if (!is_integer(to) || is_bool(from) || is_complex(from))
        return false;
    return is_float(from) || (from != to);
}

void PythonChecks::cast(NodeRef x, DType to, Statements &out) {
    DType from = x->type.dtype;
    std::string name = (is_unsigned(to) ? "uint" : "int") + std::to_string(8 * byte_size(to));
    if (is_integer(from)) {
        require(build_.fits(x, to), Exception::OverflowError,
                "Python integer {0} out of bounds for " + name, {x}, out);
        return;
    }
    require(build_.compare(CompareOp::eq, x, x), Exception::ValueError,
            "cannot convert float NaN to integer", {}, out);
    require(build_.fits(x, to), Exception::OverflowError, "the float {0} does not fit in " + name,
            {x}, out);
}

bool PythonChecks::math_may_raise(FunctionId f) const {
    return info_of(f).domain != MathDomain::none && !mutant(Mutant::math_domain_unchecked);
}

// nan from numbers is a domain error; inf from finite numbers a pole or an overflow.
void PythonChecks::math(FunctionId f, const std::vector<NodeRef> &args, NodeRef result,
                        Statements &out) {
    const FunctionInfo &info = info_of(f);
    NodeRef fine = build_.compare(CompareOp::eq, result, result);
    NodeRef excused = build_.unary(UnaryOp::logical_not, is_infinite(result));
    for (NodeRef x : args) {
        fine = any(fine, build_.compare(CompareOp::ne, x, x));
        excused = any(excused, is_infinite(x));
    }
    std::string message = "math domain error";
    if (!info.numpy.empty())
        message += ": math." + std::string(info.math) + "({0}) (np." + std::string(info.numpy) +
                   " gives nan or inf)";
    require(fine, Exception::ValueError, message, args, out);
    bool pole = info.domain == MathDomain::pole;
    auto pole_unless = [&](CompareOp op) {
        require(any(excused, build_.compare(op, args[0], zero(args[0]))), Exception::ValueError,
                message, args, out);
    };
    if (info.domain == MathDomain::pole_at_zero)
        pole_unless(CompareOp::ne);
    if (info.domain == MathDomain::pole_up_to_zero)
        pole_unless(CompareOp::gt);
    require(excused, pole ? Exception::ValueError : Exception::OverflowError,
            pole ? message : "math range error", args, out);
}

void PythonChecks::index(NodeRef index, NodeRef extent, std::string_view array, size_t axis,
                         Statements &out) {
    int64_t constant = 0;
    bool positive = constant_i64(index, constant) && constant >= 0;
    CompareOp test = positive ? CompareOp::in_range : CompareOp::index_ok;
    require(build_.compare(test, index, extent), Exception::IndexError,
            "index {0} is out of bounds for axis " + std::to_string(axis) + " of `" +
                std::string(array) + "` with size {1}",
            {index, extent}, out);
}

} // namespace pragmac
