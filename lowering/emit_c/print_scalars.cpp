// Chooses the family of an operation by its type; comparisons across types, casts, calls.
#include "c_scalars.h"

#include "mutants.h"
#include "values.h"

namespace pragmac {

namespace {

std::string_view symbol(CompareOp op) {
    switch (op) {
    case CompareOp::eq: return "==";
    case CompareOp::ne: return "!=";
    case CompareOp::lt: return "<";
    case CompareOp::le: return "<=";
    case CompareOp::gt: return ">";
    case CompareOp::ge: return ">=";
    default: internal_error(__FILE__, __LINE__, "not an ordinary comparison");
    }
}

bool real_float(DType d) { return is_float(d); }

} // namespace

CText joined(const CText &a, std::string_view op, const CText &b, int level) {
    return {at_level(a, level) + " " + std::string(op) + " " + at_level(b, level + 1), level};
}

std::string call_text(std::string_view function, const std::vector<CText> &args) {
    std::string text = std::string(function) + "(";
    for (size_t i = 0; i < args.size(); i++)
        text += (i ? ", " : "") + args[i].text;
    return text + ")";
}

void CScalars::missing(std::string_view what, DType d) const {
    throw MissingInC{"`" + std::string(what) + "` of " + std::string(name_of(d)), {}};
}

CText CScalars::call(std::string_view helper, DType d, const std::vector<CText> &args) {
    return {call_text(helpers_.use(helper, d), args), c_primary};
}

CText CScalars::unary(const Unary &n, const CText &x) {
    DType d = n.x->type.dtype;
    if (is_complex(d))
        return complex_unary(n.op, d, x);
    if (n.op == UnaryOp::real || n.op == UnaryOp::conj)
        return x;
    if (n.op == UnaryOp::imag)
        return c_literal(dialect_, d, {});
    return real_float(d) ? float_unary(n.op, d, x) : integer_unary(n.op, d, x, n.x);
}

CText CScalars::binary(const Binary &n, const CText &a, const CText &b) {
    DType d = n.a->type.dtype;
    if (n.op == BinaryOp::make_complex)
        return call("complex", n.type.dtype, {a, b});
    if (is_integer(d))
        return integer_binary(n.op, d, a, b, &n);
    return combine(n.op, d, a, b);
}

CText CScalars::combine(BinaryOp op, DType d, const CText &a, const CText &b) {
    if (is_complex(d))
        return complex_binary(op, d, a, b);
    if (is_bool(d))
        return bool_binary(op, a, b);
    return real_float(d) ? float_binary(op, d, a, b) : integer_binary(op, d, a, b, nullptr);
}

std::string_view CScalars::compound(BinaryOp op, DType d) {
    if (d != DType::f32 && d != DType::f64)
        return "";
    switch (op) {
    case BinaryOp::add: return "+=";
    case BinaryOp::sub: return "-=";
    case BinaryOp::mul: return "*=";
    case BinaryOp::div: return "/=";
    default: return "";
    }
}

CText CScalars::compare(const Compare &n, const CText &a, const CText &b) {
    DType da = n.a->type.dtype, db = n.b->type.dtype;
    switch (n.op) {
    case CompareOp::index_ok:
    case CompareOp::in_range: return in_extent(n.op, da, a, b, n.a);
    case CompareOp::add_fits:
    case CompareOp::sub_fits:
    case CompareOp::mul_fits:
    case CompareOp::shl_fits:
    case CompareOp::pow_fits:
        if (da != DType::i64)
            missing(name_of(n.op), da);
        return call(name_of(n.op), da, {a, b});
    default: break;
    }
    if (is_complex(da))
        return complex_compare(n.op, da, a, b);
    bool same = da == db || (mutant(Mutant::c_compares_as_c) && is_float(db));
    if (same) // compilers warn of comparisons inside ==
        return {at_level(a, c_sum) + " " + std::string(symbol(n.op)) + " " + at_level(b, c_sum),
                n.op == CompareOp::eq || n.op == CompareOp::ne ? c_equality : c_relation};
    if (da != DType::i64)
        return mixed_compare(mirrored(n.op), da, b, a);
    return mixed_compare(n.op, db, a, b);
}

// `a` is i64. The order of what has none is 2.
CText CScalars::mixed_compare(CompareOp op, DType db, const CText &a, const CText &b) {
    internal_assert(db == DType::f64 || db == DType::u64, "i64 is compared with f64 or u64");
    CText order = call(db == DType::u64 ? "unsigned_order_i64" : "order_i64", db, {a, b});
    switch (op) {
    case CompareOp::lt: return joined(order, "==", {"-1", c_unary}, c_equality);
    case CompareOp::gt: return joined(order, "==", {"1", c_primary}, c_equality);
    case CompareOp::le: return joined(order, "<=", {"0", c_primary}, c_relation);
    case CompareOp::ge: return {"(" + order.text + " & ~1) == 0", c_equality}; // 0 or 1
    default: return joined(order, symbol(op), {"0", c_primary}, c_equality);
    }
}

CText CScalars::choice(const CText &cond, const CText &a, const CText &b) {
    return {at_level(cond, c_or) + " ? " + at_level(a, c_choice + 1) + " : " +
                at_level(b, c_choice),
            c_choice, a.literal && b.literal};
}

CText CScalars::cast(const CText &x, DType from, DType to) {
    if (from == to)
        return x;
    if (is_complex(from) && is_complex(to))
        return call("complex_to_" + std::string(name_of(to)), from, {x});
    if (is_complex(from) && is_bool(to))
        return call("complex_nonzero", from, {x});
    if (is_complex(from))
        return cast({at_level(x, c_primary) + ".re", c_primary}, part_of(from), to);
    if (is_complex(to))
        return call("complex", to, {part_cast(x, from, part_of(to)), {"0.0", c_primary}});
    return part_cast(x, from, to);
}

CText CScalars::part_cast(const CText &x, DType from, DType to) {
    if (from == to)
        return x;
    if (is_bool(to)) // NaN is true
        return joined(x, "!=", {"0", c_primary}, c_equality);
    if (is_float(from) && is_integer(to))
        return call(is_signed(to) ? "saturate" : "unsigned_saturate", to,
                    {part_cast(x, from, DType::f64)});
    return {"(" + std::string(c_type(to)) + ")" + at_level(x, c_unary), c_unary};
}

} // namespace pragmac
