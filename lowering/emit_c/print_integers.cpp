// Integer and bool operations: C's own operators where nothing can overflow, else helpers that
// wrap.
#include "c_scalars.h"

#include "mutants.h"

namespace pragmac {

namespace {

std::string no_rule(auto op, DType d) {
    return "no rule for " + std::string(name_of(op)) + " of " + std::string(name_of(d));
}

// Two literals would be computed as C's int.
CText widened(const CText &x, DType d) {
    return x.literal ? CText{"(" + std::string(c_type(d)) + ")" + at_level(x, c_unary), c_unary}
                     : x;
}

std::string_view symbol(BinaryOp op) {
    switch (op) {
    case BinaryOp::add: return "+";
    case BinaryOp::sub: return "-";
    case BinaryOp::mul: return "*";
    case BinaryOp::bit_and: return "&";
    case BinaryOp::bit_or: return "|";
    case BinaryOp::bit_xor: return "^";
    default: internal_error(__FILE__, __LINE__, "no such operator");
    }
}

std::string_view wrapping(BinaryOp op) {
    return op == BinaryOp::add ? "wrap_add" : op == BinaryOp::sub ? "wrap_sub" : "wrap_mul";
}

} // namespace

CText CScalars::integer_unary(UnaryOp op, DType d, const CText &x, NodeRef operand) {
    switch (op) {
    case UnaryOp::neg:
        if (is_bool(d))
            return x;
        return call("wrap_neg", d, {x});
    case UnaryOp::invert:
        if (is_bool(d))
            return {"!" + at_level(x, c_unary), c_unary};
        return {"(" + std::string(c_type(d)) + ")~" + at_level(widened(x, d), c_unary), c_unary};
    case UnaryOp::logical_not:
        if (is_bool(d))
            return {"!" + at_level(x, c_unary), c_unary};
        return joined(x, "==", {"0", c_primary}, c_equality);
    case UnaryOp::abs:
        if (!is_signed(d) || ranges_.of(operand).lo >= 0)
            return x;
        return call("wrap_abs", d, {x});
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

CText CScalars::bool_binary(BinaryOp op, const CText &a, const CText &b) {
    switch (op) {
    case BinaryOp::add:
    case BinaryOp::bit_or:
    case BinaryOp::py_max:
    case BinaryOp::np_max: // compilers warn of && without parentheses in ||
        return {at_level(a, a.level == c_or ? c_or : c_bit_or) + " || " + at_level(b, c_bit_or),
                c_or};
    case BinaryOp::mul:
    case BinaryOp::bit_and:
    case BinaryOp::py_min:
    case BinaryOp::np_min: return {at_level(a, c_and) + " && " + at_level(b, c_bit_or), c_and};
    case BinaryOp::sub:
    case BinaryOp::bit_xor:
        return {at_level(a, c_relation) + " != " + at_level(b, c_relation), c_equality};
    default: internal_error(__FILE__, __LINE__, no_rule(op, DType::b1));
    }
}

// Types below 64 bits too are left to the helpers: C would compute them as int and not wrap.
CText CScalars::sum_or_product(BinaryOp op, DType d, const CText &a, const CText &b,
                               const Binary *n) {
    bool plain =
        n && d == DType::i64 && ranges_.exact(op, n->a, n->b).within(range_of_type(DType::i64));
    if (mutant(Mutant::c_sum_overflows))
        plain = true;
    if (!plain)
        return call(wrapping(op), d, {a, b});
    CText left = b.literal ? widened(a, d) : a;
    return joined(left, symbol(op), b, op == BinaryOp::mul ? c_product : c_sum);
}

// C rounds towards zero: right where nothing is negative and the divisor is not 0.
CText CScalars::quotient(BinaryOp op, DType d, const CText &a, const CText &b, const Binary *n) {
    bool division = op == BinaryOp::floor_div;
    bool plain = n && d == DType::i64 && ranges_.of(n->b).lo > 0 &&
                 (ranges_.of(n->a).lo >= 0 || mutant(Mutant::c_division_truncates));
    if (plain)
        return joined(b.literal ? widened(a, d) : a, division ? "/" : "%", b, c_product);
    if (is_signed(d))
        return call(division ? "floor_div" : "mod", d, {a, b});
    return call(division ? "unsigned_div" : "unsigned_mod", d, {a, b});
}

CText CScalars::integer_binary(BinaryOp op, DType d, const CText &a, const CText &b,
                               const Binary *n) {
    switch (op) {
    case BinaryOp::add:
    case BinaryOp::sub:
    case BinaryOp::mul: return sum_or_product(op, d, a, b, n);
    case BinaryOp::floor_div:
    case BinaryOp::mod: return quotient(op, d, a, b, n);
    case BinaryOp::pow: return call("pow_int", d, {a, b});
    case BinaryOp::bit_and:
    case BinaryOp::bit_or:
    case BinaryOp::bit_xor:
        return {"(" + std::string(c_type(d)) + ")(" + at_level(widened(a, d), c_unary) + " " +
                    std::string(symbol(op)) + " " + at_level(b, c_unary) + ")",
                c_unary};
    case BinaryOp::shl: return call("shl", d, {a, b});
    case BinaryOp::shr: return call(is_signed(d) ? "shr" : "unsigned_shr", d, {a, b});
    case BinaryOp::py_max:
    case BinaryOp::np_max: return call("max_int", d, {a, b});
    case BinaryOp::py_min:
    case BinaryOp::np_min: return call("min_int", d, {a, b});
    case BinaryOp::int_div: return call("int_div", d, {a, b});
    case BinaryOp::wrap_index:
        if (!is_signed(d) || (n && ranges_.of(n->a).lo >= 0))
            return a;
        return call("wrap_index", d, {a, b});
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

CText CScalars::in_extent(CompareOp op, DType d, const CText &i, const CText &n, NodeRef index) {
    bool never_negative = ranges_.of(index).lo >= 0 || mutant(Mutant::c_index_never_negative);
    if (!is_signed(d) || never_negative)
        return joined(i, "<", n, c_relation);
    return call(op == CompareOp::index_ok ? "index_ok" : "in_range", d, {i, n});
}

CText CScalars::fits(const Fits &n, const CText &x) {
    DType from = n.x->type.dtype, to = n.dtype;
    if (is_float(from))
        return call(is_signed(to) ? "fits" : "unsigned_fits", to, {part_cast(x, from, DType::f64)});
    ValueRange source = range_of_type(from), target = range_of_type(to);
    if (source.within(target))
        return {"true", c_primary};
    auto literal = [&](Wide value) {
        return c_literal(dialect_, from, {static_cast<uint64_t>(value), 0});
    };
    if (target.lo <= source.lo)
        return joined(x, "<=", literal(target.hi), c_relation);
    if (target.hi >= source.hi)
        return joined(x, ">=", literal(target.lo), c_relation);
    return call("between", from, {x, literal(target.lo), literal(target.hi)});
}

} // namespace pragmac
