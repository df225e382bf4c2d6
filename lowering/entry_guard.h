// entry_guard: the test in front of a guarded loop: no dangerous parameter values, and every fact
// about its index arrays.
#pragma once

#include "build.h"
#include "parallel_loops.h"

namespace pragmac {

// A bool over values known in front of the loop; it raises nothing. False for parameters of 2^31
// and more in size, so that its own sums cannot overflow. `verdict` is guarded.
NodeRef entry_guard(const Verdict &verdict, const LoopScope &scope, Builder &build);
// That none of the verdict's dangers is there; of the loop `judged`, in front of `scope`'s loop,
// where all that they are about is known.
NodeRef no_danger(const Verdict &verdict, const LoopScope &judged, const LoopScope &scope,
                  Builder &build);
// For races="require_proof": checks that raise RaceError where a fact about an index array is
// broken because two iterations meet. One that fails only as an index is
// out of range passes them: that is Python's error.
std::vector<NodeRef> fact_checks(const Verdict &verdict, const LoopScope &scope, Builder &build);
// How messages of RaceError begin.
extern const std::string has_not_run;
// The same in the user's words: `k < 1 or k >= n`.
std::string entry_guard_in_words(const Verdict &verdict, const LoopScope &scope);

} // namespace pragmac
