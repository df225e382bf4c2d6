// conflict_search: the pairs of iterations in conflict through two accesses, and one of them.
//
// For affine accesses A and B the conflicts are { i -> i' : A(i) = B(i'), i != i' }, the inner
// loops of both being free. Relations only over-approximate, so an empty one is a proof.
#pragma once

#include "conflict_judge.h"

namespace pragmac {

struct FoundConflict {
    Answer empty = Answer::unknown;
    std::string proof; // empty: yes; what was shown
    Conflict conflict; // empty: no, with a witness where both accesses are exact
    Judgement judgement;
};
// Of the accesses numbered i and j; uses budgets of its own.
FoundConflict find_conflict(size_t i, size_t j, LoopAccesses &accesses, Polyhedra &sets,
                            ConflictJudge &judge);

// Whether no two iterations conflict, without what there is to say of them.
bool never_conflict(size_t i, size_t j, LoopAccesses &accesses, Polyhedra &sets);

} // namespace pragmac
