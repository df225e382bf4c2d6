// defer_checks: parallel loops of the CPU whose mathematical checks are tested once per strip.
//
// Before: level P, proofs made. After: a parallel loop whose iterations may raise errors of floats
// alone (math.log of a negative number) runs in strips of 128: first all iterations of a strip
// without checks, noting whether any would have failed, in a loop that is proved and that LLVM
// makes vectors of; where one would have, the strip runs again as it was written, and raises.
// Leaves alone: loops with other checks, loops inside, updates of arrays, arrays that are read and
// written, and calls whose arguments share memory.
#pragma once

#include "choose_width.h"

namespace pragmac {

struct DeferredChecks {
    const Func *func = nullptr;
    std::vector<WidthNote> notes;
};
DeferredChecks defer_checks(const Func *func, Builder &build);

} // namespace pragmac
