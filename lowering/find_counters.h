// find_counters: variables that every iteration of a loop moves by the same steps.
//
// A counter is an integer cell whose stores in the loop are all `k = k + c` or `k = k - c` with an
// invariant c. Each is passed exactly once per iteration, of the loop itself or of a loop inside
// whose number of iterations is invariant, or grows (shrinks) by one from iteration to iteration.
#pragma once

#include "loop_scope.h"

#include "build.h"

namespace pragmac {

// range(lo, hi, step) of a loop inside.
struct InnerRange {
    const For *loop = nullptr;
    NodeRef lo = nullptr, hi = nullptr; // computed from what is known in front of the outer loop
    int64_t step = 1;
    // Triangular: hi - lo is `first` in the outer loop's first iteration and then grows by `growth`
    // (1 or -1) per iteration; lo and hi are null, the step is 1.
    NodeRef first = nullptr;
    int growth = 0;
};

// One `k = k + c` or `k = k - c` (`store`), or a loop that contains some (`range`).
struct CountStep {
    const Store *store = nullptr;
    BinaryOp op = BinaryOp::add;
    NodeRef by = nullptr; // computed from what is known in front of the outer loop
    InnerRange range;
    std::vector<CountStep> inside;
};

struct Counter {
    NodeRef cell = nullptr;
    std::vector<CountStep> steps; // in the order of the statements
};

std::vector<Counter> find_counters(const For &loop, const FunctionScope &function, Builder &build);

} // namespace pragmac
