// One more dimension in front for the blocks.
#include "array_copies.h"

#include "mutants.h"

#include <utility>

namespace pragmac {

NodeRef element_count(NodeRef array, Builder &build) {
    NodeRef count = build.i64(1);
    for (int axis = 0; axis < array->type.rank; axis++)
        count = build.binary(BinaryOp::mul, count, build.dim(array, axis));
    return count;
}

ArrayCopies::ArrayCopies(const ArrayUpdates &updates, const LoopScope &loop, Builder &build)
    : updates_(updates), loop_(loop), build_(build),
      axes_(reduced_part(updates.array, loop, build)) {}

ReductionKind ArrayCopies::kind() const {
    auto found = associative(updates_.op);
    internal_assert(found, "an update whose order matters has no partial values");
    return *found;
}

NodeRef ArrayCopies::size(std::vector<NodeRef> &out) {
    NodeRef product = build_.i64(1);
    for (ReducedAxis &axis : axes_) {
        if (axis.first) {
            NodeRef count = build_.value_var("count", scalar(DType::i64));
            out.push_back(build_.let(count, axis.count));
            axis.count = count;
        }
        product = build_.binary(BinaryOp::mul, product, axis.count);
    }
    return product;
}

NodeRef ArrayCopies::declare(NodeRef blocks) {
    DType d = updates_.array->type.dtype;
    std::string name(as<Var>(updates_.array)->info->name);
    values_ = build_.array_var(name + "_partial", d, updates_.array->type.rank + 1);
    std::vector<NodeRef> extents{blocks};
    for (const ReducedAxis &axis : axes_)
        extents.push_back(axis.count);
    return build_.alloc_array(values_, extents, Fill::value, identity_of(kind(), d, build_));
}

bool ArrayCopies::takes(const Update &n) const {
    return updates_.array == n.array && n.order != UpdateOrder::plain;
}

NodeRef ArrayCopies::update(const Update &n, NodeRef block,
                            const std::function<NodeRef(NodeRef)> &inside) const {
    std::vector<NodeRef> at{block};
    for (size_t axis = 0; axis < axes_.size(); axis++)
        at.push_back(inside(position_of(n.indices[axis], axes_[axis], loop_, build_)));
    NodeRef value = inside(n.value);
    Span saved = std::exchange(build_.span, n.span);
    NodeRef made = build_.update(values_, at, n.op, value, UpdateOrder::plain);
    build_.span = saved;
    return made;
}

// The subscript of the array for a position along the axis.
NodeRef ArrayCopies::element(const ReducedAxis &axis, NodeRef position) const {
    if (!axis.first)
        return position;
    if (axis.step == 0)
        return axis.first;
    if (mutant(Mutant::copies_lose_offset))
        return position;
    NodeRef way =
        axis.step == 1 ? position : build_.binary(BinaryOp::mul, position, build_.i64(axis.step));
    return build_.binary(BinaryOp::add, axis.first, way);
}

// The workers share the first axis that has more than one element.
size_t ArrayCopies::shared_axis() const {
    for (size_t axis = 0; axis < axes_.size(); axis++)
        if (!axes_[axis].first || axes_[axis].step != 0)
            return axis;
    return 0;
}

NodeRef ArrayCopies::combination(NodeRef blocks) const {
    NodeRef b = build_.value_var("b", scalar(DType::i64));
    std::vector<NodeRef> positions, elements, copy{b};
    for (const ReducedAxis &axis : axes_) {
        positions.push_back(build_.value_var("e", scalar(DType::i64)));
        elements.push_back(element(axis, positions.back()));
        copy.push_back(positions.back());
    }
    NodeRef body = build_.store(
        updates_.array, elements,
        combine(kind(), build_.load(updates_.array, elements), build_.load(values_, copy), build_));
    auto serial = [&](NodeRef var, NodeRef hi) {
        body = build_.for_loop(var, build_.i64(0), hi, build_.i64(1), ForKind::serial, {},
                               build_.block({body}));
    };
    size_t shared = shared_axis();
    for (size_t axis = axes_.size(); axis-- > 0;)
        if (axis != shared)
            serial(positions[axis], axes_[axis].count);
    serial(b, blocks);
    if (axes_.empty())
        return body;
    Clauses proved;
    proved.proved = true; // an iteration touches the elements of its own row
    return build_.for_loop(positions[shared], build_.i64(0), axes_[shared].count, build_.i64(1),
                           ForKind::parallel, proved, build_.block({body}));
}

} // namespace pragmac
