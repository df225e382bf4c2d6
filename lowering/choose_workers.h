// choose_workers: the lanes that the workers of each loop on a device have.
//
// Of the parallel loops that become launches, at level P with all proofs made, reductions split and
// loops collapsed, those that hold a `simd` loop that can be shared out have lanes: simd(n), else
// block(n), asks for n of them (rounded up to a power of two); else bounds that each iteration
// computes mean short, ragged loops (a subgroup's 32 lanes), others long ones (a group's 128).
// worker(thread) asks for none, worker(subgroup) for 32 at most and worker(group) for 64 at least,
// also where the loops inside have no directive. The first cost model. Reads only: its answer is
// data for spread_lanes, which decides nothing. Other loops keep one thread per iteration.
#pragma once

#include "spread_lanes.h"

namespace pragmac {

// About a loop that holds a `simd` loop or asks for lanes.
struct LanesNote {
    Span loop; // the parallel one
    int32_t lanes = 0;
    std::string words; // why so many, or why none
    std::vector<Span> shared_out; // `simd` loops that run on them
};
struct ChosenWorkers {
    LanesOfLoops lanes;
    std::vector<LanesNote> notes;
};
ChosenWorkers choose_workers(const Func *func);

} // namespace pragmac
