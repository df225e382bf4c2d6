// spread_lanes: parallel loops whose workers have lanes, in the form that lanes run.
//
// Before: level P. After: a parallel loop that `lanes` names has workers of so many lanes (`lanes`
// in its clauses, a power of two); in its body every loop that lane_loops names runs over the
// lanes, scalars as lane_cell and combine_lanes, take_lane or scan_lanes, private ones inside; what
// writes an element outside of such a loop is done by one lane (a loop over lanes of one
// iteration); everything else every lane does alike. While loops test in their bodies. No barrier
// is in it yet: insert_barriers must follow. Leaves alone: loops without lanes.
#pragma once

#include "build.h"

#include <unordered_map>

namespace pragmac {

// Lanes of the workers of parallel loops that are proved; loops that are not there have none.
using LanesOfLoops = std::unordered_map<const For *, int32_t>;

const Func *spread_lanes(const Func *func, Builder &build, const LanesOfLoops &lanes);

} // namespace pragmac
