// replay: the part of a loop that computes which elements of some arrays each iteration touches.
//
// It can run in front of the loop when nothing in it depends on what the loop writes. Kept are the
// accesses, the names and cells that their subscripts come from, the loops, conditions and jumps
// around them, and the checks that can be computed (one that fails ends the iteration, and makes
// loads behind it safe). Where a condition depends on what the loop writes, both arms count; such
// arms may hold no load of their own, as the condition may be what makes it safe.
#pragma once

#include "access_relation.h"

namespace pragmac {

struct Replay {
    std::unordered_set<NodeRef> kept;   // statements; jumps beside kept ones are kept too
    std::unordered_set<NodeRef> needed; // names and cells whose values subscripts depend on
    std::unordered_set<NodeRef> tested; // checks whose condition is known
    std::unordered_set<NodeRef> open;   // `if` and `lazy` whose condition is not known
    std::vector<NodeRef>
        cells; // needed, declared outside: assigned by every iteration before a read
};

// Nothing when the elements cannot be known in front of the loop, or when an atomic update of the
// arrays would have to be told from a store.
std::optional<Replay> replay_of(const std::vector<NodeRef> &arrays, const LoopScope &scope);

} // namespace pragmac
