// choose_workers: the lanes that the workers of each loop on a device have.
//
// Before: level P with all proofs made, reductions split and loops collapsed. After: `lanes` in the
// clauses of a parallel loop that becomes a launch and holds a `simd` loop that can be shared out:
// simd(n) asks for n of them (rounded up to a power of two), else bounds that each iteration
// computes mean short, ragged loops (a subgroup's 32 lanes), others long ones (a group's 128). The
// first cost model: data for spread_lanes and map_to_machine, which decide nothing. Loops without
// lanes keep one thread per iteration. `lanes_notes` tells why a loop with `simd` inside has none.
#pragma once

#include "build.h"

namespace pragmac {

struct LanesNote {
    Span loop; // the parallel loop
    int32_t lanes = 0;
    std::string words; // why so many, or why none
};
struct ChosenWorkers {
    const Func *func = nullptr;
    std::vector<LanesNote> notes; // of loops that hold a `simd` loop
};
ChosenWorkers choose_workers(const Func *func, Builder &build);

} // namespace pragmac
