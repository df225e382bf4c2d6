// privatize_arrays: arrays of private clauses become arrays of each iteration.
//
// Before: level P after version_loops; `share` nodes name arrays. After: none are left. The body
// begins with an array of its own for each of them, and uses that; the last iteration begins with
// the contents before the loop and stores what it has at its end, so that after the loop the array
// holds what Python's last iteration left.
// Leaves alone: copies of loops with every check where the proof fails, and arguments that may
// overlap others (the clause stays then). Raises P307 (read before written), P124 (the clause says
// something else than the loop does), P114 (what it cannot copy).
#pragma once

#include "build.h"
#include "diagnostics.h"

namespace pragmac {

const Func *privatize_arrays(const Func *func, Builder &build, DiagnosticEngine &diagnostics);

} // namespace pragmac
