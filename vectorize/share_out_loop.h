// share_out_loop: one loop over the lanes of a worker, and what its scalars are behind it.
//
// Each lane has scalars of its own. Behind the loop a reduction's are combined along the plan; a
// scalar that keeps what the last iteration gave it comes from the lane that ran that one; what is
// noted beside a new extremum, and the extremum, from the lane that met it first in loop order.
// Only the first of these depends on the order of the iterations, and only where it rounds.
#pragma once

#include "build.h"
#include "lane_loops.h"

namespace pragmac {

// The statements that stand for `found`; `lanes`: the number of the worker's lanes.
std::vector<NodeRef> share_out_loop(const LaneLoop &found, int32_t lanes, Builder &build);

} // namespace pragmac
