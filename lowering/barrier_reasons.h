// barrier_reasons: why the barrier stays between parallel loops that were no candidates for a team.
//
// Reads the function as decide_parallel left it. Every parallel loop that comes after another one
// in the order of the program and has no reason yet gets one in its report.
#pragma once

#include "decide_parallel.h"

namespace pragmac {

// Several copies of a loop share a report: one that keeps the barrier is what it tells of.
void note_barrier(ParallelDecisions &decisions, const For &loop, const std::string &text,
                  const std::string &proof);

void note_other_barriers(ParallelDecisions &decisions);

} // namespace pragmac
