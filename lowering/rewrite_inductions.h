// rewrite_inductions: counters of parallel loops are computed from the loop's index.
//
// Before: level P after forward_scalars, so that steps and lengths are values. find_counters says
// what a counter is. After: reads of k in the loop are k0 + position * (sum of the steps) plus what
// was counted before them in the iteration, k0 being its value before the loop, and k is stored
// once behind it. Why: the iterations then no longer wait for each other. A loop whose narrow
// counters address elements exists twice, with counters of 64 bits where these do not wrap. Leaves
// alone: loops in order, counters under conditions or behind a jump. Raises no user error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *rewrite_inductions(const Func *func, Builder &build);

} // namespace pragmac
