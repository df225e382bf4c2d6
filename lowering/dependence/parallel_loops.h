// parallel_loops: may the iterations of a loop run in any order and at the same time?
//
// Exact cheap tests first (no writes; a subscript that is the loop variable plus something
// invariant; constants and common divisors that never meet), then isl on the access relations.
// Only arrays are judged here; scalar_use judges cells. A `free` verdict is a proof and carries
// its certificate; everything else is `unknown` with the reason in the user's words.
#pragma once

#include "access_relation.h"

namespace pragmac {

// Two iterations that touch one element, with the other values that make them do so.
struct Witness {
    int64_t first = 0, second = 0; // values of the loop variable
    std::vector<int64_t> element;  // empty when the element is not known
    std::vector<std::pair<std::string, int64_t>> given; // parameters and their values
    bool certain = false; // both relations are exact
};

// Pairs of iterations in conflict over one array.
struct Conflict {
    const Access *a = nullptr, *b = nullptr; // one of them writes; owned by the context
    Map pairs; // iteration of a -> iteration of b; no value: the proof was given up
    bool exact = false;
    std::optional<Witness> witness;
};

struct Verdict {
    enum class Kind : uint8_t { free, unknown };
    Kind kind = Kind::unknown;
    std::string reason;      // why not free, in the user's words; empty when free
    NodeRef at = nullptr;    // the statement or expression to point at
    NodeRef array = nullptr; // the array in question, if one is
    std::string certificate; // free: one line per array, the test and what it showed
    std::optional<Conflict> conflict; // what stood in the way; lives as long as the context
    bool free() const { return kind == Kind::free; }
};

Verdict decide(const For *loop, const Func *func, DependenceContext &context);

} // namespace pragmac
