// Views: slices and rows of arrays under names of their own.
//
// Bounds are clamped here, as Python clamps them, in wrapping arithmetic that cannot overflow below
// 2^47 elements; steps are literals.
#include "function_builder.h"

namespace pragmac {
namespace {

constexpr int64_t most_step = int64_t{1} << 31;

bool literal(NodeRef n, int64_t &value) {
    while (auto *cast = as<Cast>(n))
        n = cast->x;
    return constant_i64(n, value);
}

} // namespace

// `a[lo:hi:step]` of one axis; false after an error.
bool FunctionBuilder::read_slice(TreeRef t, Selector &out) {
    auto bound = [&](TreeRef given, Selector::Bound &out) {
        bool none = !given || (given->is(TreeKind::Constant) &&
                               given->constant().category == Constant::Category::none);
        if (none)
            return true;
        Value v = spill(to_scalar(expression(given), given->span), "bound");
        out = {index_node(v, given->span), v.range};
        return out.node != nullptr;
    };
    out.slice = true;
    Selector::Bound step;
    if (!bound(t->child("lower"), out.lower) || !bound(t->child("upper"), out.upper) ||
        !bound(t->child("step"), step))
        return false;
    if (!step.node)
        return true;
    if (!literal(step.node, out.step) || out.step > most_step || out.step < -most_step) {
        diagnostics()
            .report("P210", t->child("step")->span, "the step of a slice must be a number here")
            .with_fix("write the step as a number, or loop over the elements");
        return false;
    }
    if (out.step != 0)
        return true;
    build_.span = t->span;
    emit(build_.check(build_.boolean(false, Kind::python), Exception::ValueError,
                      "slice step cannot be zero"));
    out.step = 1; // never reached
    return true;
}

// The start and the number of elements of a slice of an axis with `extent` elements.
std::pair<NodeRef, NodeRef> FunctionBuilder::clamped(const Selector &slice, NodeRef extent) {
    Type wrapping = numpy_type(DType::i64);
    auto number = [&](int64_t n) { return build_.i64(n, Kind::numpy); };
    auto add = [&](NodeRef a, NodeRef b) { return build_.binary(BinaryOp::add, a, b); };
    NodeRef n = build_.cast(extent, wrapping, CastMode::wrap);
    bool upwards = slice.step > 0;
    // Where counting upwards ends behind the last element, counting downwards starts at it.
    NodeRef least = number(upwards ? 0 : -1), most = upwards ? n : add(n, number(-1));
    auto inside = [&](const Selector::Bound &bound) {
        int64_t known = 0;
        bool constant = literal(bound.node, known);
        NodeRef x = constant ? number(known) : build_.cast(bound.node, wrapping, CastMode::wrap);
        NodeRef low = build_.binary(BinaryOp::np_max, add(x, n), least);
        NodeRef high = build_.binary(BinaryOp::np_min, x, most);
        if (constant)
            return known < 0 ? low : upwards && known == 0 ? x : high;
        if (bound.range.lo >= 0 || bound.range.hi < 0)
            return bound.range.lo >= 0 ? high : low;
        return build_.select(build_.compare(CompareOp::lt, x, number(0)), low, high);
    };
    NodeRef first = slice.lower.node ? inside(slice.lower) : upwards ? least : most;
    NodeRef end = slice.upper.node ? inside(slice.upper) : upwards ? most : least;
    first = spill(scalar_value(first), "start").node;
    NodeRef count = end;
    if (slice.lower.node || !upwards || slice.step > 1) {
        int64_t size = upwards ? slice.step : -slice.step;
        NodeRef distance = upwards ? build_.binary(BinaryOp::sub, end, first)
                                   : build_.binary(BinaryOp::sub, first, end);
        count = build_.binary(BinaryOp::np_max, distance, number(0));
        if (size > 1)
            count = build_.binary(BinaryOp::floor_div, add(count, number(size - 1)), number(size));
    }
    auto python = [&](NodeRef node) { return build_.cast(node, python_int(), CastMode::wrap); };
    return {python(first), count == n ? extent : python(count)};
}

// Axes without a selector are taken whole.
Value FunctionBuilder::make_view(TreeRef t, NodeRef array, std::vector<Selector> selectors,
                                 int number) {
    Type type = array->type;
    selectors.resize(type.rank, Selector{.slice = true});
    std::vector<NodeRef> starts, counts, steps;
    for (size_t axis = 0; axis < selectors.size(); axis++) {
        const Selector &s = selectors[axis];
        build_.span = t->span;
        NodeRef extent = build_.dim(array, static_cast<int64_t>(axis), Kind::python);
        auto [start, count] =
            s.slice ? clamped(s, extent) : std::pair{s.index, build_.i64(1, Kind::python)};
        starts.push_back(start);
        counts.push_back(count);
        steps.push_back(build_.i64(s.slice ? s.step : 0, Kind::python));
        type.rank -= !s.slice;
    }
    const VarInfo &whole = *as<Var>(array)->info;
    int kind = (number * 64 + static_cast<int>(type.dtype)) * 64 + type.rank;
    NodeRef &var = arrays_[{key_of(t), kind}];
    if (!var)
        var = build_.var({.name = array_name_.empty() ? whole.name : Text(array_name_),
                          .role = VarRole::array,
                          .layout = Layout::strided,
                          .writeable = whole.writeable,
                          .aligned = whole.aligned},
                         type);
    refuse_kept_array(var, t->span);
    build_.span = t->span;
    emit(build_.view(var, array, starts, counts, steps));
    viewed_[var] = array_behind(array);
    live_.insert(var);
    return array_value(var);
}

// A row (C[i] of 2-D C) that becomes a value; any other value stays what it is.
Value FunctionBuilder::row_as_view(const Value &v) {
    if (!v.is(Value::Form::array) || v.items.empty() || v.items.size() == v.type.rank)
        return v;
    std::vector<Selector> selectors;
    for (const Value &index : v.items)
        selectors.push_back({.index = build_.cast(index.node, python_int(), CastMode::wrap)});
    std::string assigned = array_name_;
    if (!v.text.empty())
        array_name_ = v.text;
    Value view = make_view(v.row_of, v.node, selectors, v.index);
    array_name_ = assigned;
    return view;
}

void FunctionBuilder::name_rows(Value &v, TreeRef loop, TreeRef target, int &next) {
    bool tuple = target && target->is(TreeKind::Tuple);
    for (size_t i = 0; v.is(Value::Form::tuple) && i < v.items.size(); i++) {
        bool named = tuple && i < target->list("elts").size();
        name_rows(v.items[i], loop, named ? target->list("elts")[i] : nullptr, next);
    }
    if (!v.is(Value::Form::array))
        return;
    v.row_of = loop;
    v.index = next++;
    if (target && target->is(TreeKind::Name))
        v.text = target->text("id");
}

NodeRef FunctionBuilder::array_behind(NodeRef array) const {
    auto view = viewed_.find(array);
    return view == viewed_.end() ? array : view->second;
}

} // namespace pragmac
