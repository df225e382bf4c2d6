// loop_pairs: may the iterations of two loops in a row run at the same time?
//
// Both loops are put into one loop of one iteration, so that everything invariant in the two is a
// parameter of both. Two iterations, one of each, conflict when they touch one element and one of
// them writes. In the sets, coordinate 0 is the loop around, coordinate 1 the iteration. In the
// certificates coordinate 0 is the number of the loop (0, 1), so that points of both always differ
// in it; where iterations of one number may meet, it is left out, and they differ in their number.
#pragma once

#include "access_relation.h"

namespace pragmac {

struct PairVerdict {
    enum class Kind : uint8_t {
        apart,          // no iteration of one meets one of the other
        same_iteration, // only iterations of one value of the loop variables meet
        dependent,      // they do meet, or may
    };
    Kind kind = Kind::apart;
    std::string words;       // apart, same_iteration: what does not meet
    std::string certificate; // of it, as certificate.h writes them
    NodeRef array = nullptr; // dependent: an array in question
    const Access *first = nullptr, *second = nullptr; // dependent: what touches it
};

// `both`: the loop around the two, in `func`.
PairVerdict judge_pair(const For *both, const For *first, const For *second, const Func *func,
                       DependenceContext &context);

} // namespace pragmac
