// Subscripts: elements, rows of elements (C[i][j]), slices.
#include "function_builder.h"

#include <utility>

namespace pragmac {
namespace {

bool is_constant(const Tree *t, Constant::Category category) {
    return t->is(TreeKind::Constant) && t->constant().category == category;
}

} // namespace

NodeRef FunctionBuilder::index_node(const Value &v, Span span) {
    if (!v.is(Value::Form::scalar))
        return nullptr;
    build_.span = span;
    if (is_bool(v.type.dtype) || !is_integer(v.type.dtype)) {
        diagnostics()
            .report("P409", span, "an index must be an integer, not `" + python_name(v.type) + "`")
            .with_fix("use `//` or `int()`");
        return nullptr;
    }
    if (v.type == python_int())
        return v.node;
    bool wide = v.type.dtype == DType::u64; // from 2^63 on it fits no index, as Python says
    return build_.cast(v.node, numpy_type(DType::i64), wide ? CastMode::value : CastMode::wrap);
}

NodeRef FunctionBuilder::count_node(const Value &v, Span span) {
    Value whole = whole_argument(v, span);
    return whole.is(Value::Form::scalar) ? whole.node : nullptr;
}

// C[i][j]: an i out of range raises before j is evaluated.
void FunctionBuilder::check_row(Value &row, Span span) {
    if (input_.unchecked)
        return;
    build_.span = span;
    std::string name(build_.array_name_at(span, row.node));
    for (size_t axis = 0; axis < row.items.size(); axis++) {
        row.items[axis] = spill(row.items[axis], "index");
        NodeRef index = build_.cast(row.items[axis].node, python_int(), CastMode::wrap);
        NodeRef extent = build_.dim(row.node, static_cast<int64_t>(axis), Kind::python);
        emit(build_.check(build_.compare(CompareOp::index_ok, index, extent), Exception::IndexError,
                          "index {0} is out of bounds for axis " + std::to_string(axis) + " of `" +
                              name + "` with size {1}",
                          {index, extent}));
    }
}

Value FunctionBuilder::element_reference(TreeRef t) {
    return element_reference(t, expression(t->child("value")));
}

Value FunctionBuilder::element_reference(TreeRef t, const Value &base) {
    TreeRef slice = t->child("slice");
    if (base.is(Value::Form::unknown))
        return {};
    if (!base.is(Value::Form::array)) {
        diagnostics()
            .report("P407", t->span, "only arrays can be indexed")
            .with_fix("pass an array");
        return {};
    }
    if (base.items.empty() && t->child("value")->is(TreeKind::Name))
        build_.name_array_at(t->span, base.node, t->child("value")->text("id"));
    std::vector<TreeRef> indices;
    if (slice->is(TreeKind::Tuple))
        indices.assign(slice->list("elts").begin(), slice->list("elts").end());
    else
        indices.push_back(slice);
    Value element = base;
    if (!base.items.empty() && !(slice->is(TreeKind::Name) || slice->is(TreeKind::Constant)))
        check_row(element, t->child("value")->span);
    for (TreeRef i : indices)
        if (i->is(TreeKind::Slice) || is_constant(i, Constant::Category::ellipsis))
            return sliced(t, element, indices);
    for (TreeRef i : indices)
        if (!add_index(i, element))
            return {};
    return too_many_indices(t->span, element, element.items.size()) ? Value{} : element;
}

// One more index; false after an error.
bool FunctionBuilder::add_index(TreeRef i, Value &element) {
    if (is_constant(i, Constant::Category::none)) {
        diagnostics()
            .report("P210", i->span, "`None` as an index is not supported yet")
            .with_fix("loop over the elements and name every index");
        return false;
    }
    size_t mark = out_->size();
    std::optional<size_t> outer = std::exchange(before_index_, diagnostics().size());
    Value v = expression(i);
    before_index_ = outer;
    if (v.several_elements()) {
        refuse_index_array(is_bool(v.type.dtype), i->span);
        return false;
    }
    if (v.is(Value::Form::text)) {
        refuse_key(i->span, v.text, element);
        return false;
    }
    v = to_scalar(v, i->span);
    NodeRef node = index_node(v, i->span);
    if (!node)
        return false;
    done_before(element.items, mark);
    element.items.push_back(scalar_value(node, v.range));
    return true;
}

void FunctionBuilder::refuse_index_array(bool mask, Span span) {
    if (mask)
        diagnostics()
            .report("P237", span, "boolean masks are not supported yet")
            .with_fix("test each element in a loop, as in `if x[i] < 0: x[i] = 0.0`");
    else
        diagnostics()
            .report("P238", span, "index arrays are not supported yet")
            .with_fix("read the index first: `x[idx[i]]` inside a loop");
}

// `par["a"]`, or `p[i]["x"]` of an array of records: arguments that are neither reach no call, but
// `check` guesses that what is indexed is an array.
void FunctionBuilder::refuse_key(Span place, const std::string &key, const Value &base) {
    std::string name(as<Var>(base.node)->info->name);
    std::string value = "`" + name + "[\"" + key + "\"]`";
    bool record = !base.items.empty();
    diagnostics()
        .report("P203", place,
                record ? "records are not compiled" : "dictionaries are not compiled")
        .with_fix(record ? "pass one array per field, such as " + value
                         : "pass " + value + " as an argument of its own");
}

bool FunctionBuilder::too_many_indices(Span span, const Value &base, size_t given) {
    if (given <= base.type.rank)
        return false;
    refuse_wrong_count(span, base, given);
    return true;
}

void FunctionBuilder::refuse_wrong_count(Span span, const Value &base, size_t given) {
    auto counted = [](size_t n, const char *one, const char *several) {
        return std::to_string(n) + " " + (n == 1 ? one : several);
    };
    std::string name = "`" + std::string(as<Var>(base.node)->info->name) + "`";
    std::string rank = counted(base.type.rank, "dimension", "dimensions");
    diagnostics()
        .report("P408", span,
                name + " has " + rank + ", but " +
                    counted(given, "index is given", "indices are given"))
        .with_label(name + " is an array of `" + dtype_text(base.type) + "` with " + rank + " here")
        .with_fix("name one index per dimension, or pass an array with " +
                  counted(given, "dimension", "dimensions"));
}

// Indices among which there is a slice.
Value FunctionBuilder::sliced(TreeRef t, Value base, const std::vector<TreeRef> &indices) {
    std::vector<Selector> selectors;
    auto add = [&](const Value &index) {
        Value bound = spill(index, "index");
        selectors.push_back({.index = build_.cast(bound.node, python_int(), CastMode::wrap)});
    };
    for (const Value &index : base.items)
        add(index);
    size_t given = selectors.size(), ellipses = 0;
    for (TreeRef i : indices)
        ellipses += is_constant(i, Constant::Category::ellipsis);
    given += indices.size() - ellipses;
    if (too_many_indices(t->span, base, given))
        return {};
    for (TreeRef i : indices) {
        if (is_constant(i, Constant::Category::ellipsis)) {
            if (ellipses > 1) {
                diagnostics()
                    .report("P210", i->span, "an index has one `...`")
                    .with_fix("write `:` for each dimension");
                return {};
            }
            selectors.resize(selectors.size() + base.type.rank - given, {.slice = true});
        } else if (i->is(TreeKind::Slice)) {
            Selector slice;
            if (!read_slice(i, slice))
                return {};
            selectors.push_back(slice);
        } else {
            Value one = base;
            one.items.clear();
            if (!add_index(i, one))
                return {};
            add(one.items[0]);
        }
    }
    return make_view(t, base.node, selectors);
}

Value FunctionBuilder::load_element(const Value &element, Span span) {
    if (!element.is(Value::Form::array))
        return {};
    build_.span = span;
    if (element.items.size() < element.type.rank)
        return element; // a row; a later index completes it, or it becomes a view
    std::vector<NodeRef> indices;
    for (const Value &i : element.items)
        indices.push_back(i.node);
    return scalar_value(build_.load(element.node, indices));
}

Value FunctionBuilder::subscript(TreeRef t) {
    Value base = expression(t->child("value"));
    if (!base.is(Value::Form::tuple)) {
        Value element = load_element(element_reference(t, base), t->span);
        element.row_of = t;
        return element;
    }
    // Tuples are indexed at compile time.
    Value i = scalar(t->child("slice"));
    auto count = static_cast<int64_t>(base.items.size());
    if (i.is(Value::Form::unknown))
        return {};
    if (i.range.lo != i.range.hi || i.range.lo < -count || i.range.lo >= count) {
        diagnostics()
            .report("P233", t->span, "a tuple is indexed with a constant within its length")
            .with_fix("use a number, or an array instead of the tuple");
        return {};
    }
    return base.items[static_cast<size_t>(i.range.lo < 0 ? i.range.lo + count : i.range.lo)];
}

} // namespace pragmac
