// unordered_accesses: pairs of accesses in a worker's iteration with no barrier between them.
//
// Two accesses are unordered when control can come from one to the other without a barrier, and
// they are not of one statement that lanes run alone. Follows structured control flow, around loops
// too: the second access may be in a later iteration of a loop that the lanes run together; of
// arrays that every iteration of the parallel loop makes, also in the worker's next iteration.
#pragma once

#include "access_relation.h"

#include <set>

namespace pragmac {

// `second` after `first`. The first `equal` loops around both, the parallel one counted, are in one
// iteration (all of them when `equal` exceeds their number); `carried`: the next one is in another.
struct UnorderedPair {
    size_t first = 0, second = 0; // numbers in LoopAccesses::all()
    NodeRef before = nullptr; // the statement of the second: a barrier would stand in front of it
    size_t equal = 0;
    bool carried = false;
    auto operator<=>(const UnorderedPair &) const = default;
};

// Barriers: the nodes but those of `ignored`, and in front of each statement of `in_front`.
std::set<UnorderedPair> unordered_accesses(const LoopAccesses &accesses,
                                           const std::set<NodeRef> &ignored,
                                           const std::set<NodeRef> &in_front);

} // namespace pragmac
