// Positions in arrays: start + j * step per axis, along which a view is a part of its array.
#include "array_parts.h"

#include "mutants.h"

namespace pragmac {

NodeRef bound(const char *name, NodeRef value, std::vector<NodeRef> &out, Builder &build) {
    if (value->op == Op::Const || value->op == Op::Dim || value->op == Op::Var)
        return value;
    NodeRef var = build.value_var(name, value->type);
    out.push_back(build.let(var, value));
    return var;
}

// ---- views ---------------------------------------------------------------------------------

void ArrayParts::declare_view(NodeRef view, NodeRef array,
                              const std::function<ViewAxis(size_t axis)> &given, Statements &out) {
    Part made{target(array), {}};
    size_t axis = 0;
    for (const ViewAxis &whole : part_of(array).axes) {
        if (whole.step == 0) {
            made.axes.push_back(whole);
            continue;
        }
        ViewAxis own = given(axis);
        if (own.step == 0)
            own.start = row_of_part(own.start, whole.count, as<Var>(array)->info->name, axis, out);
        made.axes.push_back(axis_of_part(whole, own, out));
        axis++;
    }
    parts_[view] = made;
}

ViewAxis ArrayParts::axis_of_part(const ViewAxis &whole, const ViewAxis &given, Statements &out) {
    auto [start, step, count] = given;
    if (mutant(Mutant::view_offset_dropped) && step > 0)
        start = build_.i64(0);
    if (mutant(Mutant::view_step_ignored) && step != 0)
        step = step > 0 ? 1 : -1;
    int64_t around = mutant(Mutant::view_of_view_loses_step) ? 1 : whole.step;
    if (mutant(Mutant::view_extent_of_array))
        count = whole.count;
    return {bound("start", position(whole, start), out, build_), around * step, count};
}

NodeRef ArrayParts::target(NodeRef array) const {
    auto part = parts_.find(array);
    return part == parts_.end() ? arrays_.at(array) : part->second.array;
}

ArrayParts::Part ArrayParts::part_of(NodeRef array) {
    if (auto part = parts_.find(array); part != parts_.end())
        return part->second;
    Part whole{arrays_.at(array), {}};
    for (int axis = 0; axis < array->type.rank; axis++)
        whole.axes.push_back({build_.i64(0), 1, build_.dim(whole.array, axis)});
    return whole;
}

NodeRef ArrayParts::extent(NodeRef array, size_t axis) {
    for (const ViewAxis &a : part_of(array).axes)
        if (a.step != 0 && axis-- == 0)
            return a.count;
    internal_assert(false, "an extent of an axis that is not there");
}

// ---- elements ------------------------------------------------------------------------------

// start + j * step, which lies in the array and cannot overflow.
NodeRef ArrayParts::position(const ViewAxis &axis, NodeRef j) {
    int64_t start = 0, constant = 0;
    bool at_zero = constant_i64(axis.start, start) && start == 0;
    if (axis.step == 1 && constant_i64(j, constant) && constant == 0)
        return axis.start;
    NodeRef offset = axis.step == 1 ? j : build_.binary(BinaryOp::mul, j, build_.i64(axis.step));
    return at_zero ? offset : build_.binary(BinaryOp::add, axis.start, offset);
}

std::vector<NodeRef> ArrayParts::subscripts(NodeRef array, const std::vector<NodeRef> &values,
                                            Statements &out) {
    std::vector<NodeRef> result;
    size_t axis = 0;
    for (const ViewAxis &a : part_of(array).axes) {
        if (a.step == 0) {
            result.push_back(a.start);
            continue;
        }
        Text name = build_.arena().text(build_.array_name_at(build_.span, array));
        NodeRef j = element_at(values[axis], a.count, name, axis, out);
        result.push_back(position(a, j));
        axis++;
    }
    return result;
}

NodeRef ArrayParts::element_at(NodeRef index, NodeRef extent, Text array, size_t axis,
                               Statements &out) {
    if (!unchecked_ && !(axis > 0 && mutant(Mutant::second_index_unchecked)))
        checks_.index(index, extent, array, axis, out);
    return wrapped(index, extent);
}

NodeRef ArrayParts::row_of_part(NodeRef row, NodeRef extent, Text array, size_t axis,
                                Statements &out) {
    NodeRef wrapped = element_at(row, extent, array, axis, out);
    return mutant(Mutant::view_rows_wrap_to_first)
               ? build_.binary(BinaryOp::np_max, row, build_.i64(0))
               : wrapped;
}

NodeRef ArrayParts::wrapped(NodeRef index, NodeRef extent) {
    int64_t constant = 0;
    if (mutant(Mutant::negative_wrap_dropped))
        return index;
    if (!constant_i64(index, constant))
        return build_.binary(BinaryOp::wrap_index, index, extent);
    return constant >= 0 ? index : build_.binary(BinaryOp::add, index, extent);
}

} // namespace pragmac
