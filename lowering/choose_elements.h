// choose_elements: how many iterations a lane, or a thread without lanes, has under way at a time.
//
// A thread that waits for one load per iteration leaves memory idle: at 600 ns of latency a
// multiprocessor of an H100 must have 15 KiB under way to use its share of 3.35 TB/s, and 2048
// threads with a float32 each have 8. So as many iterations as make 16 bytes of the narrowest
// element that neighbouring lanes read side by side, in loops that LLVM can unroll: without loops,
// jumps and checks inside. The order of a lane's iterations is not touched. Reads only: its answer
// is data for the mapping.
#pragma once

#include "ir.h"

namespace pragmac {

// Of a launch with this loop variable and body: 1 where nothing would be gained.
int32_t elements_per_lane(NodeRef var, NodeRef body);
// A body in which one iteration after another can be run as one piece of code.
bool straight_line(NodeRef body);

} // namespace pragmac
