// Float and complex operations, library functions.
#include "c_scalars.h"

#include "functions.h"
#include "math_library.h"
#include "mutants.h"

#include <algorithm>

namespace pragmac {

namespace {

std::string no_rule(auto op, DType d) {
    return "no rule for " + std::string(name_of(op)) + " of " + std::string(name_of(d));
}

// Functions that C's library has under their own name, and with the reference's bits.
constexpr std::string_view exact_functions[] = {"sqrt", "floor", "ceil",    "trunc",
                                                "rint", "fabs",  "copysign"};
constexpr std::string_view classifications[] = {"isnan", "isinf", "isfinite", "signbit"};
constexpr std::string_view helpers[] = {"degrees", "radians", "sign", "logaddexp", "heaviside"};

bool among(std::span<const std::string_view> list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

} // namespace

CText CScalars::float_unary(UnaryOp op, DType d, const CText &x) {
    switch (op) {
    case UnaryOp::neg:
        return {x.text.starts_with("-") ? "-(" + x.text + ")" : "-" + at_level(x, c_unary),
                c_unary};
    case UnaryOp::abs: return library_call("fabs", d, {x});
    case UnaryOp::logical_not: return joined(x, "==", {"0", c_primary}, c_equality);
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

CText CScalars::product_sum(const FusedProduct &n, CText x, const CText &y, CText addend) {
    DType d = n.x->type.dtype;
    if (n.negate_product)
        x = float_unary(UnaryOp::neg, d, x);
    if (n.negate_addend)
        addend = float_unary(UnaryOp::neg, d, addend);
    return library_call("fma", d, {x, y, addend});
}

CText CScalars::float_binary(BinaryOp op, DType d, const CText &a, const CText &b) {
    switch (op) {
    case BinaryOp::add: return joined(a, "+", b, c_sum);
    case BinaryOp::sub: return joined(a, "-", b, c_sum);
    case BinaryOp::mul: return joined(a, "*", b, c_product);
    case BinaryOp::div: return joined(a, "/", b, c_product);
    case BinaryOp::floor_div: return call("float_floor_div", d, {a, b});
    case BinaryOp::mod: return call("float_mod", d, {a, b});
    case BinaryOp::pow:
    case BinaryOp::py_pow: return library_call("pow", d, {a, b});
    case BinaryOp::py_max: return call("py_max", d, {a, b});
    case BinaryOp::py_min: return call("py_min", d, {a, b});
    case BinaryOp::np_max:
        return call(mutant(Mutant::c_maximum_drops_nan) ? "py_max" : "np_max", d, {a, b});
    case BinaryOp::np_min: return call("np_min", d, {a, b});
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

CText CScalars::complex_unary(UnaryOp op, DType d, const CText &x) {
    switch (op) {
    case UnaryOp::neg: return call("complex_neg", d, {x});
    case UnaryOp::conj: return call("complex_conj", d, {x});
    case UnaryOp::real: return {at_level(x, c_primary) + ".re", c_primary};
    case UnaryOp::imag: return {at_level(x, c_primary) + ".im", c_primary};
    case UnaryOp::abs: return call("complex_abs", d, {x});
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

CText CScalars::complex_binary(BinaryOp op, DType d, const CText &a, const CText &b) {
    switch (op) {
    case BinaryOp::add: return call("complex_add", d, {a, b});
    case BinaryOp::sub: return call("complex_sub", d, {a, b});
    case BinaryOp::mul: return call("complex_mul", d, {a, b});
    case BinaryOp::div: return call("complex_div", d, {a, b});
    case BinaryOp::py_div: return call("complex_py_div", d, {a, b});
    case BinaryOp::pow:
    case BinaryOp::py_pow: missing("**", d);
    default: missing(name_of(op), d);
    }
}

CText CScalars::complex_compare(CompareOp op, DType d, const CText &a, const CText &b) {
    switch (op) {
    case CompareOp::eq: return call("complex_eq", d, {a, b});
    case CompareOp::ne: return {"!" + call("complex_eq", d, {a, b}).text, c_unary};
    case CompareOp::lt: return call("complex_lt", d, {a, b});
    case CompareOp::le: return call("complex_le", d, {a, b});
    case CompareOp::gt: return call("complex_lt", d, {b, a});
    case CompareOp::ge: return call("complex_le", d, {b, a});
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

CText CScalars::library_call(std::string_view name, DType d, const std::vector<CText> &args) {
    if (d == DType::f16)
        missing(name, d);
    std::string function(name);
    if (d == DType::f32)
        function += dialect_.f32_suffix;
    return {call_text(function, args), c_primary};
}

CText CScalars::math(const Math &n, const std::vector<CText> &args) {
    std::string_view name = name_of(n.function);
    DType d = n.args[0]->type.dtype;
    if (!is_float(d))
        missing(name, d);
    if (among(classifications, name)) // these are one name for all types
        return {"(bool)" + call_text(name, args), c_unary};
    if (among(exact_functions, name))
        return library_call(name, d, args);
    if (among(helpers, name))
        return call(name, d, args);
    if (name == "fmax" || name == "fmin")
        return call(std::string(name) + (d == DType::f32 ? "_second" : "_first"), d, args);
    if (name == "math_pow") // fails as the math module's does, and has the bits of `**`
        name = "pow";
    std::string c = c_function_of("pragmac_" + std::string(name) + "_f64");
    if (c.empty())
        missing(name, d);
    return library_call(c, d, args);
}

} // namespace pragmac
