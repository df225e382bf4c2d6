// strip_lanes: reductions of the CPU's vector loops in strips of consecutive iterations.
//
// Before: level P. After: a loop that `widths` names runs its iterations in strips of so many, each
// position of a strip a lane with scalars of its own in an array; behind the full strips the lanes'
// values are combined as a tree, and the iterations that fill no strip follow in order. The loop
// over a strip is proved, has a constant trip count and is what LLVM makes vectors of; which bits
// come out depends on the width and the trip count alone, not on what LLVM does or where arrays
// lie: sums over long vectors begin their strips at a cache line (line_start). Leaves alone: all
// other loops.
#pragma once

#include "build.h"
#include "lane_loops.h"

#include <unordered_map>

namespace pragmac {

// The loops, with what becomes of their scalars, and how many iterations a strip of each has.
struct Strips {
    LaneLoop loop;
    int32_t width = 0; // a power of two
};
using StripsOfLoops = std::unordered_map<const For *, Strips>;

const Func *strip_lanes(const Func *func, Builder &build, const StripsOfLoops &strips);

} // namespace pragmac
