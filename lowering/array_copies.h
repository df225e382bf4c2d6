// array_copies: an array that the iterations of a loop combine, as a copy for each block of them.
//
// A copy has only the elements that the loop's updates can reach (reduced_part), and only those are
// combined behind it.
#pragma once

#include "build.h"
#include "reduced_part.h"
#include "reduction_plan.h"

#include <functional>

namespace pragmac {

NodeRef element_count(NodeRef array, Builder &build);

class ArrayCopies {
  public:
    ArrayCopies(const ArrayUpdates &updates, const LoopScope &loop, Builder &build);

    // The number of elements of one copy. Its extents become values of their own.
    NodeRef size(std::vector<NodeRef> &out);
    // `blocks` copies that hold the operation's identity; behind `size`.
    NodeRef declare(NodeRef blocks);
    bool takes(const Update &n) const;
    // The update of the block's copy in the place of the array; `inside` rewrites values.
    NodeRef update(const Update &n, NodeRef block,
                   const std::function<NodeRef(NodeRef)> &inside) const;
    // array[e] = array[e] op copies[0, e] op copies[1, e] …, for all e at the same time.
    NodeRef combination(NodeRef blocks) const;

  private:
    ReductionKind kind() const;
    NodeRef element(const ReducedAxis &axis, NodeRef position) const;
    size_t shared_axis() const;

    ArrayUpdates updates_;
    const LoopScope &loop_;
    Builder &build_;
    std::vector<ReducedAxis> axes_;
    NodeRef values_ = nullptr;
};

} // namespace pragmac
