// split_reductions: parallel loops whose scalars must be combined become loops over blocks.
//
// Before: decide_parallel marked with `reduces` the parallel loops that are free but for
// reductions and for scalars that keep the value of the last iteration that assigned them.
// After: the outermost of them are proved parallel loops over blocks of iterations, each block with
// scalars of its own that start from the operation's identity and end in arrays of partial values,
// which are combined behind the loop. Loops inside another parallel loop run in order.
// The reduction plan is this code: the blocks follow from the trip count alone and partial values
// are combined pairwise in block order, so the bits depend neither on threads nor on the schedule.
// A plan with lanes makes blocks that the lanes of a worker share out (a `simd` loop), where only
// sums, products and the like are combined and no loop inside has lanes of its own.
// Raises no user error without `deterministic`. Source of the error bound: pairwise summation, N.
// Higham, Accuracy and Stability of Numerical Algorithms, section 4.2.
#pragma once

#include "loop_blocks.h"

#include <vector>

namespace pragmac {

struct PlannedLoop {
    Span loop;
    BlockPlan plan;
};

// `plan` holds for loops whose blocks can be shared out, in_order_plan() for others; `planned` gets
// each loop's. `deterministic`: sums of floats in an array that is too large for copies raise
// RaceError.
const Func *split_reductions(const Func *func, Builder &build, const BlockPlan &plan,
                             bool deterministic, std::vector<PlannedLoop> &planned);

} // namespace pragmac
