// spread_lanes: parallel loops whose workers have lanes, in the form that lanes run.
//
// Before: level P; `lanes` in the clauses of a proved parallel loop says how many lanes its workers
// have. After: in its body every loop that lane_loops names runs over the lanes, reductions as
// lane_cell and combine_lanes, private scalars inside; what writes an element outside of such a
// loop is done by one lane (a loop over lanes of one iteration); everything else every lane does
// alike. While loops test in their bodies. No barrier is in it yet: insert_barriers must follow.
// Leaves alone: loops without lanes.
#pragma once

#include "build.h"

namespace pragmac {

const Func *spread_lanes(const Func *func, Builder &build);

} // namespace pragmac
