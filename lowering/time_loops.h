// time_loops: the host times the outermost loops with directives.
//
// Before: level H. After: the same, with a note of "nanoseconds" around each of them (of those that
// one team runs around all, at the first one's place). Leaves alone: what the loops became.
#pragma once

#include "compile.h"

namespace pragmac {

const Func *time_loops(const Func *func, Builder &build, const std::vector<LoopReport> &loops);

} // namespace pragmac
