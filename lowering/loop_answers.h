// loop_answers: what decide_parallel says of one loop, from its verdict and the use of its scalars.
#pragma once

#include "compile.h"
#include "parallel_loops.h"
#include "refuse_unproved.h"
#include "scalar_use.h"

namespace pragmac {

const char *word(Verdict::Kind kind);
const char *word(ScalarUse::Kind kind);

// Why lanes cannot run at the same time because of this scalar: they do not combine values yet.
std::string obstacle_to_lanes(const ScalarUse &use);

// Only arrays stand in the way of a parallel loop, and no race is proved.
bool only_arrays_unproved(const For &loop, const std::vector<ScalarUse> &uses,
                          const Verdict &verdict);

// Of a verdict with a witness.
LoopWitness reported_witness(const For &loop, const Verdict &verdict);

// What require_proof says to a loop that runs in order; nothing to lanes that are only not combined
// yet.
std::optional<Unproved> unproved(const For &loop, const std::vector<ScalarUse> &uses,
                                 const Verdict &verdict);

} // namespace pragmac
