// NEP 50 applied: each operator's common type, its casts, and the result's kind.
#include "operators.h"

#include "mutants.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace pragmac {
namespace {

struct OperatorRow {
    std::string_view ast, symbol;
    BinaryOp op;
};
constexpr OperatorRow operator_rows[] = {
    {"Add", "+", BinaryOp::add},
    {"Sub", "-", BinaryOp::sub},
    {"Mult", "*", BinaryOp::mul},
    {"Div", "/", BinaryOp::div},
    {"FloorDiv", "//", BinaryOp::floor_div},
    {"Mod", "%", BinaryOp::mod},
    {"Pow", "**", BinaryOp::pow},
    {"BitAnd", "&", BinaryOp::bit_and},
    {"BitOr", "|", BinaryOp::bit_or},
    {"BitXor", "^", BinaryOp::bit_xor},
    {"LShift", "<<", BinaryOp::shl},
    {"RShift", ">>", BinaryOp::shr},
};

const OperatorRow *find_operator(std::string_view ast) {
    for (const OperatorRow &row : operator_rows)
        if (row.ast == ast)
            return &row;
    return nullptr;
}

struct CompareRow {
    std::string_view ast, symbol;
    CompareOp op;
};
constexpr CompareRow compare_rows[] = {{"Eq", "==", CompareOp::eq}, {"NotEq", "!=", CompareOp::ne},
                                       {"Lt", "<", CompareOp::lt},  {"LtE", "<=", CompareOp::le},
                                       {"Gt", ">", CompareOp::gt},  {"GtE", ">=", CompareOp::ge}};

// Interval arithmetic with int64 limits as "unknown".
IntRange range_of(BinaryOp op, IntRange a, IntRange b) {
    using Wide = __int128;
    std::vector<Wide> corners;
    for (Wide x : {Wide(a.lo), Wide(a.hi)})
        for (Wide y : {Wide(b.lo), Wide(b.hi)})
            corners.push_back(op == BinaryOp::add ? x + y : op == BinaryOp::sub ? x - y : x * y);
    auto [lo, hi] = std::minmax_element(corners.begin(), corners.end());
    return {static_cast<int64_t>(std::max<Wide>(*lo, INT64_MIN)),
            static_cast<int64_t>(std::min<Wide>(*hi, INT64_MAX))};
}

} // namespace

Operators::Names Operators::binary_names() {
    Names names;
    for (const OperatorRow &row : operator_rows)
        names.emplace_back(row.ast, row.symbol);
    return names;
}

Operators::Names Operators::compare_names() {
    Names names;
    for (const CompareRow &row : compare_rows)
        names.emplace_back(row.ast, row.symbol);
    return names;
}

Value Operators::unsupported(std::string_view op, const Value &a, const Value *b, Span span) {
    std::string types = "`" + python_name(a.type) + "`";
    if (b)
        types += " and `" + python_name(b->type) + "`";
    diagnostics_->report("P403", span, "`" + std::string(op) + "` is not defined for " + types)
        .with_fix("convert an operand first, for example with `int()`, `float()` or `np.int64()`");
    return {};
}

NodeRef Operators::convert(const Value &x, Type to, bool store) {
    Type from = x.type;
    if (from == to)
        return x.node;
    if (auto *c = as<Const>(x.node); c && from == python_int() && to == python_float())
        return build_.f64(static_cast<double>(static_cast<int64_t>(c->bits.lo)), Kind::python);
    if (auto *c = as<Const>(x.node); c && from == python_large_int() && to.dtype == DType::u64)
        return build_.constant(to, c->bits);
    if (is_bool(to.dtype)) {
        NodeRef yes = truth(x);
        return build_.cast(yes, to, CastMode::wrap);
    }
    bool value = is_integer(to.dtype) &&
                 ((is_python(from) && !is_bool(from.dtype)) || (store && is_float(from.dtype)));
    NodeRef source = x.node;
    if (is_complex(from.dtype) && !is_complex(to.dtype))
        source = build_.unary(UnaryOp::real, source);
    if (value && !(is_integer(from.dtype) && mutant(Mutant::literal_fits_unchecked)))
        return build_.cast(source, to, CastMode::value);
    return build_.cast(source, to,
                       is_float(from.dtype) && is_integer(to.dtype) ? CastMode::saturate
                                                                    : CastMode::wrap);
}

NodeRef Operators::truth(const Value &x) {
    // Literals are decided here, as CPython does: it drops the arm that cannot run, names and all.
    if (auto *c = as<Const>(x.node); c && (x.type == python_int() || x.type == python_float())) {
        bool zero =
            x.type == python_int() ? c->bits.lo == 0 : std::bit_cast<double>(c->bits.lo) == 0.0;
        return build_.boolean(!zero, Kind::python);
    }
    if (is_bool(x.type.dtype))
        return build_.cast(x.node, python_bool(), CastMode::wrap);
    NodeRef zero = build_.constant(x.type, {});
    return build_.cast(build_.compare(CompareOp::ne, x.node, zero), python_bool(), CastMode::wrap);
}

Value Operators::refuse_large_int(Span span) {
    diagnostics_->report("P406", span, "this integer needs an unsigned type")
        .with_fix("write `np.uint64(…)` around the number from 2**63 on");
    return {};
}

// Python computes with ints of any size; int64 and uint64 have no type in common.
bool Operators::needs_larger_int(const Value &a, const Value &b) const {
    auto whole = [](Type t) { return is_python(t) && (is_integer(t.dtype) || is_bool(t.dtype)); };
    return whole(a.type) && whole(b.type) &&
           (a.type == python_large_int() || b.type == python_large_int());
}

// ---- binary --------------------------------------------------------------------------------

// np.float64 is a Python float too: `complex op np.float64` never reaches NumPy.
bool Operators::python_takes_over(const Value &a, const Value &b) {
    return a.type == python_complex() && b.type == numpy_type(DType::f64);
}

Value Operators::binary(std::string_view ast, const Value &a, const Value &b, Span span) {
    if (!a.is(Value::Form::scalar) || !b.is(Value::Form::scalar))
        return {};
    if (needs_larger_int(a, b))
        return refuse_large_int(span);
    if (python_takes_over(a, b))
        return binary(ast, a, scalar_value(convert(b, python_float())), span);
    const OperatorRow *row = find_operator(ast);
    internal_assert(row, "unknown operator " + std::string(ast));
    build_.span = span;
    switch (row->op) {
    case BinaryOp::div: return division(a, b, span);
    case BinaryOp::pow: return power(a, b, span);
    case BinaryOp::bit_and:
    case BinaryOp::bit_or:
    case BinaryOp::bit_xor:
    case BinaryOp::shl:
    case BinaryOp::shr: return bitwise(row->op, row->symbol, a, b, span);
    default: return arithmetic(row->op, row->symbol, a, b, span);
    }
}

Value Operators::arithmetic(BinaryOp op, std::string_view symbol, const Value &a, const Value &b,
                            Span span) {
    Type t = common_type(a.type, b.type);
    bool divides = op == BinaryOp::floor_div || op == BinaryOp::mod;
    if (is_complex(t.dtype) && divides)
        return unsupported(symbol, a, &b, span);
    if (is_bool(t.dtype)) {
        if (is_python(t))
            t = python_int();
        else if (divides)
            t = numpy_type(DType::i8);
        else if (op == BinaryOp::sub)
            return unsupported(symbol, a, &b, span);
        else
            op = op != BinaryOp::add               ? BinaryOp::bit_and
                 : mutant(Mutant::bool_add_as_xor) ? BinaryOp::bit_xor
                                                   : BinaryOp::bit_or;
    }
    NodeRef n = build_.binary(op, convert(a, t), convert(b, t));
    return python_arithmetic_range(op, n, a, b);
}

Value Operators::python_arithmetic_range(BinaryOp op, NodeRef n, const Value &a, const Value &b) {
    Value v = scalar_value(n);
    if (v.type != python_int())
        return v;
    auto range = [](const Value &x) { return is_bool(x.type.dtype) ? IntRange{0, 1} : x.range; };
    if (op == BinaryOp::add || op == BinaryOp::sub || op == BinaryOp::mul)
        v.range = range_of(op, range(a), range(b));
    if (op == BinaryOp::mod && b.range.lo == b.range.hi && b.range.lo > 0)
        v.range = {0, b.range.lo - 1};
    if (op == BinaryOp::floor_div && b.range.lo > 0)
        v.range = {std::min<int64_t>(a.range.lo, 0), std::max<int64_t>(a.range.hi, 0)};
    return v;
}

Value Operators::division(const Value &a, const Value &b, Span) {
    Type t = common_type(a.type, b.type);
    bool rounded = mutant(Mutant::int_division_rounded);
    if (is_python(t) && (is_integer(t.dtype) || is_bool(t.dtype)) && !rounded)
        return scalar_value(
            build_.binary(BinaryOp::int_div, convert(a, python_int()), convert(b, python_int())));
    Type wide{true_division_type(t.dtype), t.kind};
    BinaryOp op = wide == python_complex() ? BinaryOp::py_div : BinaryOp::div;
    // Straight to the float type: NumPy divides floats, so a Python int need not fit the integers.
    return scalar_value(build_.binary(op, convert(a, wide), convert(b, wide)));
}

Value Operators::power(const Value &a, const Value &b, Span) {
    Type t = common_type(a.type, b.type);
    if (is_bool(t.dtype))
        t = is_python(t) ? python_int() : numpy_type(DType::i8);
    BinaryOp op = t == python_complex() ? BinaryOp::py_pow : BinaryOp::pow;
    return scalar_value(build_.binary(op, convert(a, t), convert(b, t)));
}

Value Operators::bitwise(BinaryOp op, std::string_view symbol, const Value &a, const Value &b,
                         Span span) {
    Type t = common_type(a.type, b.type);
    if (!is_bool(t.dtype) && !is_integer(t.dtype))
        return unsupported(symbol, a, &b, span);
    bool shift = op == BinaryOp::shl || op == BinaryOp::shr;
    if (shift && is_bool(t.dtype))
        t = is_python(t) ? python_int() : numpy_type(DType::i8);
    return scalar_value(build_.binary(op, convert(a, t), convert(b, t)));
}

// ---- unary ---------------------------------------------------------------------------------

Value Operators::unary(std::string_view op, const Value &x, Span span) {
    if (!x.is(Value::Form::scalar))
        return {};
    build_.span = span;
    if (op == "Not")
        return scalar_value(build_.unary(UnaryOp::logical_not, truth(x)));
    if (x.type == python_large_int() && op != "UAdd")
        return refuse_large_int(span);
    if (is_bool(x.type.dtype) && is_numpy(x.type)) {
        if (op == "Invert")
            return scalar_value(build_.unary(UnaryOp::logical_not, x.node));
        return unsupported(op == "USub" ? "-" : "+", x, nullptr, span);
    }
    Value value = is_bool(x.type.dtype) ? scalar_value(convert(x, python_int()), {0, 1}) : x;
    if (op == "UAdd")
        return value;
    if (op == "Invert") {
        if (!is_integer(value.type.dtype))
            return unsupported("~", x, nullptr, span);
        return scalar_value(build_.unary(UnaryOp::invert, value.node));
    }
    if (auto *c = as<Const>(value.node);
        c && value.type == python_int() && static_cast<int64_t>(c->bits.lo) != INT64_MIN)
        return integer(-static_cast<int64_t>(c->bits.lo));
    if (auto *c = as<Const>(value.node); c && value.type == python_float())
        return scalar_value(build_.f64(-std::bit_cast<double>(c->bits.lo), Kind::python));
    Value negated = scalar_value(build_.unary(UnaryOp::neg, value.node));
    if (value.type == python_int() && value.range.lo > INT64_MIN)
        negated.range = {-value.range.hi, -value.range.lo};
    return negated;
}

// ---- comparison ----------------------------------------------------------------------------

Value Operators::compare(std::string_view ast, const Value &a, const Value &b, Span span) {
    if (!a.is(Value::Form::scalar) || !b.is(Value::Form::scalar))
        return {};
    build_.span = span;
    bool with_float = is_float(a.type.dtype) || is_float(b.type.dtype); // compared exactly
    if (is_python(a.type) && is_python(b.type) && with_float &&
        (a.type == python_large_int() || b.type == python_large_int()))
        return refuse_large_int(span);
    bool equality = ast == "Eq" || ast == "NotEq"; // Python's complex leaves order to NumPy
    if (equality && python_takes_over(a, b))
        return compare(ast, a, scalar_value(convert(b, python_float())), span);
    CompareOp op = CompareOp::eq;
    for (const CompareRow &row : compare_rows)
        if (row.ast == ast)
            op = row.op;
    Type t = common_type(a.type, b.type);
    bool ordered = op != CompareOp::eq && op != CompareOp::ne;
    if (is_complex(t.dtype) && ordered && is_python(t)) {
        diagnostics_->report("P429", span, "complex numbers cannot be ordered")
            .with_fix("compare `abs(z)`, `z.real` or `z.imag`");
        return {};
    }
    auto integral = [](Type x) { return is_integer(x.dtype) || is_bool(x.dtype); };
    bool exact_integers = integral(a.type) && integral(b.type);
    bool python_mixed = is_python(t) && !exact_integers && !is_complex(t.dtype) &&
                        (integral(a.type) || integral(b.type));
    NodeRef result;
    if (exact_integers || python_mixed)
        result = build_.compare(op, comparable(a, b), comparable(b, a));
    else
        result = build_.compare(op, convert(a, t), convert(b, t));
    // Where NumPy must promote both operands, or a number that is not complex beside Python's
    // complex, its array loop compares: NaN imaginary parts are unordered there, whatever the real
    // parts are.
    bool promoted = a.type.dtype != t.dtype && b.type.dtype != t.dtype;
    bool with_bool = a.type == numpy_type(DType::b1); // whose `<` knows arrays alone
    auto python_complex_beside = [](const Value &x, const Value &other) {
        return is_python(x.type) && is_complex(x.type.dtype) && !is_complex(other.type.dtype);
    };
    bool with_python = python_complex_beside(a, b) || python_complex_beside(b, a);
    if (ordered && is_complex(t.dtype) && (promoted || with_bool || with_python))
        for (const Value *x : {&a, &b})
            if (is_complex(x->type.dtype)) {
                NodeRef imaginary = build_.unary(UnaryOp::imag, x->node);
                result = build_.binary(BinaryOp::bit_and, result,
                                       build_.compare(CompareOp::eq, imaginary, imaginary));
            }
    return scalar_value(build_.cast(result, scalar(DType::b1, t.kind), CastMode::wrap));
}

// Integers compare as i64 (u64 stays: the pair is compared exactly), floats as they are.
NodeRef Operators::comparable(const Value &x, const Value &other) {
    if (is_float(x.type.dtype))
        return x.node;
    if (x.type.dtype == DType::u64)
        return x.node;
    bool both_wide = other.type.dtype == DType::u64 && is_unsigned(x.type.dtype);
    Type to = scalar(both_wide ? DType::u64 : DType::i64, x.type.kind);
    if (is_bool(x.type.dtype) || x.type != to)
        return build_.cast(x.node, to, CastMode::wrap);
    return x.node;
}

Value Operators::choose(bool larger, const Value &a, const Value &b, Span span) {
    if (!a.is(Value::Form::scalar) || !b.is(Value::Form::scalar))
        return {};
    build_.span = span;
    std::string_view name = larger ? "max" : "min";
    std::optional<Type> joined = join_types(a.type, a.range, b.type, b.range);
    Type common = common_type(a.type, b.type);
    if (common == python_complex())
        return unsupported(name, a, &b, span);
    if (common == python_float()) // of an int and a float, whichever is chosen (D6)
        joined = common;
    if (!joined) {
        diagnostics_
            ->report("P401", span,
                     "`" + std::string(name) + "` gives `" + python_name(a.type) + "` or `" +
                         python_name(b.type) + "`")
            .with_fix("convert one of the two values");
        return {};
    }
    Type t = *joined;
    Value later =
        compare(larger ? (mutant(Mutant::max_takes_later) ? "GtE" : "Gt") : "Lt", b, a, span);
    NodeRef cond = build_.cast(later.node, python_bool(), CastMode::wrap);
    Value v = scalar_value(build_.select(cond, convert(b, t), convert(a, t)));
    if (t == python_int())
        v.range = hull(a.range, b.range);
    return v;
}

// ---- construction --------------------------------------------------------------------------

Value Operators::construct(Type to, const Value &x, Span span) {
    if (!x.is(Value::Form::scalar))
        return {};
    build_.span = span;
    bool python = is_python(to);
    if (is_complex(x.type.dtype) && !is_complex(to.dtype) && !is_bool(to.dtype) &&
        is_python(x.type)) {
        diagnostics_->report("P414", span, "`" + python_name(to) + "()` does not take a complex")
            .with_fix("take `.real`, `.imag` or `abs()` first");
        return {};
    }
    if (python && is_complex(x.type.dtype) && !is_complex(to.dtype) && !is_bool(to.dtype))
        return construct(to, scalar_value(build_.unary(UnaryOp::real, x.node)), span);
    if (python && is_integer(to.dtype)) {
        if (is_float(x.type.dtype) || x.type.dtype == DType::u64)
            return scalar_value(build_.cast(x.node, to, CastMode::value));
        return scalar_value(build_.cast(x.node, to, CastMode::wrap),
                            is_python(x.type) ? x.range : IntRange{});
    }
    return scalar_value(convert(x, to));
}

} // namespace pragmac
