// rewrite_inductions: counters of parallel loops are computed from the loop's index.
//
// Before: level P after lower_python. A counter is a cell of type i64 whose stores in the
// loop are all `k = k + c` or `k = k - c` with an invariant c, each of them in every iteration once.
// After: reads of k in the loop are k0 + position * (sum of the c) plus what was counted before them
// in the iteration, k0 being its value before the loop, and k is stored once behind it. Why: the
// iterations then no longer wait for each other.
// Leaves alone: loops in order, counters under conditions or behind a jump. Raises no user error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *rewrite_inductions(const Func *func, Builder &build);

} // namespace pragmac
