// reduced_part: which elements of an array the updates of a loop can reach, axis by axis.
//
// An update through a view is one of `array[start + j * step]`, with 0 <= j < count for a view of
// `count` elements. Copies of the array for blocks of iterations need these elements only, and what
// is combined behind the loop must not be more where it can be less: elements beside the view may
// belong to another thread of the caller at that time.
#pragma once

#include "build.h"
#include "loop_scope.h"

namespace pragmac {

// Expressions are those in front of the loop. Positions lie in 0 … count.
struct ReducedAxis {
    NodeRef first = nullptr; // null: the whole axis, and positions are subscripts
    int64_t step = 1; // 0: every update names the element `first`
    NodeRef count = nullptr; // only positions whose element is in the array count
};

// One per axis of `array`, for the updates in `loop` that are not plain.
std::vector<ReducedAxis> reduced_part(NodeRef array, const LoopScope &loop, Builder &build);
// Where along the axis an update's subscript lies, as the loop computes it.
NodeRef position_of(NodeRef subscript, const ReducedAxis &axis, const LoopScope &loop,
                    Builder &build);

} // namespace pragmac
