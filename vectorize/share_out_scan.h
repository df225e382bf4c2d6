// share_out_scan: a loop that needs a scalar's running value, in strips of one iteration per lane.
//
//     for j in range(n):             for strip in range(0, n, lanes):
//         s += x[j]                      lane_cell s_own = 0
//         y[j] = s            ->         for j of the strip over lanes: s_own = x[j]
//                                        scan_lanes s add s_own
//                                        for j of the strip over lanes: s_own += x[j]; y[j] = s_own
//
// Legal because the values are integers, and because iterations are independent but for `s`: what
// an iteration adds depends on nothing that the strip writes.
#pragma once

#include "build.h"
#include "lane_loops.h"

namespace pragmac {

// The statement that stands for `found`, which has a scan; `lanes`: of the worker.
NodeRef share_out_scan(const LaneLoop &found, int32_t lanes, Builder &build);

} // namespace pragmac
