// parallel_loops: may the iterations of a loop run in any order and at the same time?
//
// Exact cheap tests first (no writes; a subscript that is the loop variable plus something
// invariant; constants and common divisors that never meet), then isl on the access relations.
// Only arrays are judged here; scalar_use judges cells. A `free` verdict is a proof and carries
// its certificate. `racy` is a proof too: two iterations conflict for all large trip counts and
// extents, whatever the other parameters are. `guarded`: they conflict for some parameter values or
// index arrays only, which a test in front of the loop can tell, or data decide that
// the loop's own index arithmetic can be run for in advance. Everything else is `unknown` with the
// reason in the user's words.
#pragma once

#include "certificate.h"

namespace pragmac {

// Two iterations that touch one element, with the other values that make them do so.
struct Witness {
    int64_t first = 0, second = 0; // values of the loop variable
    std::vector<int64_t> element; // empty when the element is not known
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

// What must be true of an index array for its loop to be free; the values at `position`, an
// expression over the loop variable and values known in front of the loop, are in question.
struct IndexFact {
    Fact fact = Fact::unique;
    NodeRef array = nullptr; // the index array
    NodeRef position = nullptr; // sorted: the position after it counts too
    NodeRef indexed = nullptr; // unique: the array that the values index, in dimension `axis`
    int64_t axis = 0;
    bool not_negative = false; // sorted: the first value too
    bool order_assumed = false; // sorted: only the first value's sign is in question
    bool one_value = false; // sorted: of this position alone, a counter
};

struct Verdict {
    enum class Kind : uint8_t { free, guarded, racy, unknown };
    Kind kind = Kind::unknown;
    std::string reason; // why not free, in the user's words; empty when free
    NodeRef at = nullptr; // the statement or expression to point at
    NodeRef array = nullptr; // the array in question, if one is
    bool folded = false; // unknown: elements of `array` share memory
    std::string certificate; // free: one line per array, the test and what it showed
    std::vector<ProofStep> proof; // free or guarded: of every pair of accesses that was examined
    std::optional<Conflict> conflict; // what stood in the way; lives as long as the context
    // guarded: the parameter values with a conflict, a union of conjunctions.
    std::vector<std::vector<Constraint>> dangers;
    std::vector<NodeRef> endangered; // guarded: the arrays that the dangers are about
    std::vector<IndexFact> facts; // guarded: what must be tested of index arrays
    std::vector<ArrayPair> separate; // arguments that must share no memory, whatever the kind
    // guarded: arrays whose elements must be seen to belong to one iteration each (replay.h).
    std::vector<NodeRef> inspected;
    const For *loop = nullptr; // the loop that was judged
    bool searched = false; // isl was asked whether two iterations meet
    std::vector<NodeRef> shared; // stores of one value that iterations may make at the same time
    bool free() const { return kind == Kind::free; }
};

Verdict decide(const For *loop, const Func *func, DependenceContext &context);

// The loop can run more than one iteration where it stands: what is said of it says something.
bool can_iterate(const For *loop, const Func *func, DependenceContext &context);

// Free as it stands: `decide` says so, and asks for no separate arguments and sees no store that
// iterations share. Ends with the first pair of accesses that is not shown to be apart.
bool is_free_as_it_stands(const For *loop, const Func *func, DependenceContext &context);

} // namespace pragmac
