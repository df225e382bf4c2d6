// Comparisons: chains, tuples, dtypes and `is None`.
#include "dtype_names.h"
#include "function_builder.h"

#include "mutants.h"

#include <bit>
#include <cmath>

namespace pragmac {
namespace {

using Form = Value::Form;

bool is_number_but_nan(const Value &v) {
    auto *c = as<Const>(v.node);
    return c && !(is_float(v.type.dtype) && std::isnan(std::bit_cast<double>(c->bits.lo)));
}

// Tuples compare their elements by identity first, which tells a NaN from another alone.
bool identity_matters(const Value &a, const Value &b) {
    auto whole = [](const Value &v) { return is_integer(v.type.dtype) || is_bool(v.type.dtype); };
    return !whole(a) && !whole(b) && !is_number_but_nan(a) && !is_number_but_nan(b);
}

} // namespace

// `before`: how many findings there were before the operands.
Value FunctionBuilder::compare_pair(std::string_view op, const Value &a, const Value &b, Span span,
                                    size_t before) {
    if (op == "Is" || op == "IsNot") {
        bool known = a.is(Form::none) || b.is(Form::none);
        if (known && !a.is(Form::unknown) && !b.is(Form::unknown))
            return scalar_value(build_.boolean((a.form == b.form) == (op == "Is"), Kind::python));
        diagnostics().report("P234", span, "`is` is not compiled").with_fix("compare with `==`");
        return {};
    }
    if (op == "In" || op == "NotIn") {
        diagnostics()
            .report("P235", span, "`in` is not compiled")
            .with_fix("compare in a loop, or precompute a boolean array");
        return {};
    }
    bool equality = op == "Eq" || op == "NotEq";
    if (equality && a.is(Form::tuple) && b.is(Form::tuple)) {
        NodeRef equal = equal_tuples(a, b, span);
        return equal ? truth_value(equal, op == "Eq") : Value{};
    }
    if (equality && a.is(Form::text) && b.is(Form::text))
        return scalar_value(build_.boolean((a.text == b.text) == (op == "Eq"), Kind::python));
    if (std::optional<bool> same = equality ? same_dtypes(a, b) : std::nullopt)
        return scalar_value(build_.boolean(*same == (op == "Eq"), Kind::python));
    if (refuse_arrays(a, b, before, span, true))
        return {};
    return operators_.compare(op, to_scalar(a, span), to_scalar(b, span), span);
}

Value FunctionBuilder::truth_value(NodeRef truth, bool as_it_is) {
    if (as_it_is)
        return scalar_value(truth);
    if (std::optional<bool> known = known_truth(truth))
        return scalar_value(build_.boolean(!*known, Kind::python));
    return scalar_value(build_.unary(UnaryOp::logical_not, truth));
}

// Elements are values already, so that all of them may be compared; null after an error.
NodeRef FunctionBuilder::equal_tuples(const Value &a, const Value &b, Span span) {
    build_.span = span;
    if (a.items.size() != b.items.size())
        return build_.boolean(false, Kind::python);
    NodeRef equal = build_.boolean(true, Kind::python);
    for (size_t i = 0; i < a.items.size(); i++) {
        const Value &x = a.items[i], &y = b.items[i];
        Value same;
        if (x.is(Form::scalar) && y.is(Form::scalar) && identity_matters(x, y))
            diagnostics()
                .report("P233", span, "tuples of floats are not compared")
                .with_fix("compare the elements one by one");
        else
            same = compare_pair("Eq", x, y, span, diagnostics().size());
        if (!same.is(Form::scalar))
            return nullptr;
        NodeRef one = operators_.truth(same);
        if (known_truth(one) == false || known_truth(equal) == true)
            equal = one;
        else if (!known_truth(one) && known_truth(equal) != false)
            equal = build_.binary(BinaryOp::bit_and, equal, one);
    }
    return equal;
}

// `a.dtype == np.float32` is decided here, so that the other branch needs no types. Of the two one
// is a dtype itself: it alone converts what it is compared with.
std::optional<bool> FunctionBuilder::same_dtypes(const Value &a, const Value &b) {
    auto is_instance = [](const Value &v) { return v.is(Form::dtype) && v.index == 1; };
    if (!is_instance(a) && !is_instance(b)) {
        if (!a.is(Form::dtype) || !b.is(Form::dtype))
            return std::nullopt;
        return a.type.dtype == b.type.dtype; // two scalar types
    }
    DType x = known_dtype(a), y = known_dtype(b);
    bool text = a.is(Form::text) || b.is(Form::text); // one that names no dtype equals none
    if (!text && (x == DType::none || y == DType::none))
        return std::nullopt;
    return x == y;
}

// a < b < c: every operand is evaluated once, later ones only when still needed.
Value FunctionBuilder::comparison(TreeRef t) {
    TextList ops = t->texts("ops");
    TreeList operands = t->list("comparators");
    size_t before_operands = diagnostics().size();
    std::function<Value(size_t, Value)> from = [&](size_t i, Value left) -> Value {
        std::vector<Value> before{left};
        size_t mark = out_->size();
        Value right = expression(operands[i]);
        done_before(before, mark);
        left = before[0];
        bool last = i + 1 == ops.size();
        if (!last) { // the next comparison uses it too
            left = spill(left);
            right = spill(right);
        }
        Value first = compare_pair(ops[i], left, right, t->span, before_operands);
        if (last || !first.is(Value::Form::scalar))
            return first;
        first = spill(first);
        NodeRef cond = operators_.truth(first);
        return choose_lazily(
            cond, [&] { return from(i + 1, right); },
            [&] { return mutant(Mutant::chained_comparison_last) ? from(i + 1, right) : first; },
            t->span);
    };
    return from(0, expression(t->child("left")));
}

} // namespace pragmac
