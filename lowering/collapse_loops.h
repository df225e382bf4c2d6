// collapse_loops: loops that `collapse` joins become one loop over their pairs, for a device.
//
// Before: decide_parallel proved the iterations of every joined loop free of each other. After: a
// proved parallel loop with `collapse` above 1 whose body is the next joined loop alone, and whose
// bounds do not change, is one proved loop over both ranges, the inner one running fastest: then
// consecutive threads take neighbours along the last dimension, and there are as many as elements.
// Leaves alone: triangular nests, loops that an inner `break` may leave, and those that hand
// scalars on; their outermost loop is spread alone. Raises no user error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *collapse_loops(const Func *func, Builder &build);

} // namespace pragmac
