// hoist_tests: tests of index arrays leave the loops that a device runs.
//
// Before: level P for a device, with all loops decided: a loop inside a parallel one may stand as
// two copies behind a test of an index array, for which kernels have no code. After: what can be
// tested in front of the parallel loop is, once for all its iterations; of other pairs of copies
// the one that runs in order is left. Legal because a test has no effects, is false where its range
// leaves the array, and chooses between copies of one meaning. Leaves alone: tests that raise, as
// those under races="require_proof" do (check_device refuses them).
#pragma once

#include "build.h"

namespace pragmac {

const Func *hoist_tests(const Func *func, Builder &build);

} // namespace pragmac
