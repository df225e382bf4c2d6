// index_facts: pairs of accesses that a fact about an index array keeps apart.
//
// y[idx[e(i)]]: two iterations meet only where idx has equal values, so not at all when the values
// are unique and e differs from iteration to iteration. y[j] with j in range(row[e], row[e + 1]):
// the ranges of two iterations do not overlap when row is sorted.
#pragma once

#include "parallel_loops.h"

namespace pragmac {

// The fact that keeps the two accesses of one array apart in different iterations, if one would.
std::optional<IndexFact> separating_fact(const Access &a, const Access &b, LoopScope &scope);
// The user vouches for the fact at the head of the loop.
bool assumed(Fact fact, NodeRef array, const LoopScope &scope);
// `unique`: "`idx` has no value twice"; `sorted`: "`row` is sorted".
std::string in_user_words(const IndexFact &fact);

} // namespace pragmac
