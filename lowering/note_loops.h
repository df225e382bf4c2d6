// note_loops: what users are told of loops that do as they asked, but not quite.
#pragma once

#include "diagnostics.h"
#include "reduction_plan.h"

namespace pragmac {

// N304: the last bits of `arrays` may differ from run to run. `deterministic`: P315 for old values
// of atomic updates that the loop uses; the run refuses sums in large arrays (split_reductions).
void note_run_to_run(const For &loop, const std::vector<ArrayUpdates> &arrays,
                     const FunctionScope &function, bool deterministic,
                     DiagnosticEngine &diagnostics);

// N202: lanes were asked for, and the loop runs in order.
void note_declined(Span loop, const std::string &reason, DiagnosticEngine &diagnostics);

} // namespace pragmac
