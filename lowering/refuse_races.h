// refuse_races: the error for a parallel loop that is racy whatever its arguments are.
#pragma once

#include "build.h"
#include "diagnostics.h"
#include "parallel_loops.h"

namespace pragmac {

// Reports P301 (two iterations write) or P302 (one reads what another writes) with both iterations,
// the element and a way out. `verdict` is racy; `build` knows how arrays are called in functions
// that the loop calls. `scratch`: every iteration would do with an array of its own.
void refuse_races(const For &loop, const Verdict &verdict, const FunctionScope &function,
                  const Builder &build, bool scratch, DiagnosticEngine &diagnostics);

// Reports P313 at `seen`, which uses an array that a `reduction` clause of `loop` combines.
void refuse_read_of_reduction(const For &loop, NodeRef seen, DiagnosticEngine &diagnostics);

} // namespace pragmac
