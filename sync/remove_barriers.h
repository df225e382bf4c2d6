// remove_barriers: takes out each barrier that no two lanes need, and says why the others stay.
//
// A barrier goes when every pair of accesses that only it orders is no hazard (lane_hazards):
//   (a) the two touch no common element, or only in iterations of a loop around both that differ;
//   (b) where they touch one, one and the same lane does;
//   (c) the worker has one lane.
// One barrier is looked at after the other: what a barrier that went ordered, the next one has to.
#pragma once

#include "build.h"

namespace pragmac {

// One barrier that insert_barriers put.
struct BarrierReport {
    Span loop;   // the parallel loop
    int copy = 0; // which of the function's loops with lanes that is: copies have one span
    Span before; // the statement behind the barrier
    enum class Fate : uint8_t { removed_apart, removed_one_lane, required, unproved } fate{};
    std::string words;       // removed: of all its pairs; else: of the one it is kept for
    std::string certificate; // removed: of all its pairs, one per line of dashes
};

struct RemovedBarriers {
    const Func *func = nullptr;
    std::vector<BarrierReport> barriers;
};
RemovedBarriers remove_barriers(const Func *func, Builder &build);

} // namespace pragmac
