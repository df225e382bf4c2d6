// jam_lanes: outer loops of the CPU whose neighbouring iterations run side by side.
//
// Before: level P, loops that `loops` names, whose body holds loops and whose iterations are
// independent. After: strips of consecutive iterations run together, each a lane: what stands
// between the loops inside runs lane by lane, in loops of a constant trip count that are proved and
// that LLVM makes vectors of; the loops inside run once for all lanes, as their bounds are the same
// for all; scalars are arrays, one element per lane. The iterations that fill no strip follow in
// narrower strips and then in order. No iteration does anything in another order than before.
// Leaves alone: all other loops.
#pragma once

#include "build.h"
#include "lane_loops.h"

#include <string>
#include <unordered_map>

namespace pragmac {

// A loop and the number of lanes of its strips, a power of two.
using JammedLoops = std::unordered_map<const For *, int32_t>;

// Why the body's loops cannot run once for several iterations of `loop`, as it is written; empty
// when they can. Whether iterations are independent is another question.
std::string jam_obstacle(const For &loop);

const Func *jam_lanes(const Func *func, Builder &build, const JammedLoops &loops);

} // namespace pragmac
