// prove_in_call: for races="require_proof", what stands in front of a copy of a loop that runs in
// order because a test failed: RaceError, unless the loop's iterations do not meet in this call.
//
// A test over parameters says too little (which iterations?) and may ask too much, so the loop is
// inspected behind it where replay.h allows that: both iterations and the element are named, and a
// loop whose iterations do not meet after all has its proof. A test that fails only as an index is
// out of range passes: that is Python's error.
#pragma once

#include "build.h"
#include "parallel_loops.h"

namespace pragmac {

// `verdict` is that of the copy, and not `free`. A guarded one is tested again: cheap, and this may
// be the copy with all checks, whose test nobody has seen fail. `judged` are the accesses of the
// verdict's loop, `accesses` those of the outermost of the loops that `collapse` joins it with.
std::vector<NodeRef> prove_in_call(const Verdict &verdict, LoopAccesses &judged,
                                   LoopAccesses &accesses, Builder &build);

} // namespace pragmac
