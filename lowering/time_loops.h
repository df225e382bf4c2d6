// time_loops: the host times the outermost loops with directives.
//
// Before: level H. After: the same, with a note of "nanoseconds" around each of them, of
// "nanoseconds of the call" around the function, and for those that one team runs "with the loop
// before", the first one's note being around all. Leaves alone: what the loops became.
#pragma once

#include "compile.h"

namespace pragmac {

const Func *time_loops(const Func *func, Builder &build, const std::vector<LoopReport> &loops);

} // namespace pragmac
