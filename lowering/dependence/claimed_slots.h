// claimed_slots: positions that iterations claim from a counter are apart.
//
// k = fetch_update count[e] add c; out[k] = …: when nothing in the loop touches the elements of
// `count` but additions of at least c > 0, two additions to one element find values at least c
// apart. So out[k + p] and out[k + q] are different elements for 0 <= p, q < c. Counters must be of
// 64 bits, which no loop exhausts; smaller ones would wrap and yield a value again.
//
// With several counters, out[b, k] and k from count[b] are apart too: where the rows are the same,
// the counter is. Negative values of a counter would meet others through the wrap of indices:
// either the counters are made by this function, start from zero and only grow, or a test in front
// of the loop looks at the one counter that is used.
#pragma once

#include "parallel_loops.h"

namespace pragmac {

struct ClaimedSlots {
    NodeRef counter = nullptr;
    std::optional<IndexFact> not_negative; // to be tested of the counter at entry
    // Parameter values for which the rows of two iterations meet though their counters differ.
    std::vector<std::vector<Constraint>> dangers;
};
// Nothing when the two accesses of one array are not known to be apart in different iterations.
std::optional<ClaimedSlots> claimed_slots(const Access &a, const Access &b, LoopAccesses &accesses);

} // namespace pragmac
