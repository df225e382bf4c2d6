// decide_parallel: which annotated loops run at the same time, and why the others do not.
//
// Before: level P after version_loops. After: a `parallel` or `simd` loop whose iterations were
// proved independent has `proved` in its clauses, or `reduces` when scalars remain to be combined
// (split_reductions makes such a loop parallel); every other one runs in order, with the reason in
// its report. Raises P301, P302 (a proved race) and P303 (a scalar carried from iteration to
// iteration and read); under RacePolicy::require_proof also P309 (not proved) and P312 (`simd`);
// with CompileOptions::deterministic P315. Notes N202 and N304. Leaves alone: everything but the
// clauses of loops.
#pragma once

#include "compile.h"
#include "parallel_loops.h"
#include "scalar_use.h"

namespace pragmac {

struct ParallelDecisions {
    const Func *func = nullptr;
    std::vector<LoopReport> loops;         // one per annotated loop of the source
    std::vector<std::string> certificates; // of the loops proved free
};

// The loop and the loops that its `collapse` clause joins with it, outermost first.
std::vector<const For *> collapsed(const For &loop);

ParallelDecisions decide_parallel(const Func *func, Builder &build, const CompileOptions &options,
                                  DiagnosticEngine &diagnostics);

} // namespace pragmac
