// jammed_strip: neighbouring iterations of a loop that run as lanes, and rows of a loop around it.
//
// What stands between the loops inside runs lane by lane, in loops of a constant trip count that
// are proved and that LLVM makes vectors of; the loops inside run once for all lanes and rows, as
// their bounds are the same for all. Scalars are arrays, one element per lane.
#pragma once

#include "build.h"

#include <string>

namespace pragmac {

// Neighbouring iterations of the loop around that run along: what their lanes load is loaded once.
struct JamRows {
    const For *loop = nullptr;
    NodeRef first = nullptr; // the loop variable's value in the first of them
    int32_t count = 1;
};

// Why the body's loops cannot run once for several iterations of `loop`, as it is written; empty
// when they can. Whether iterations are independent is another question.
std::string jam_obstacle(const For &loop);
// The same for rows of the loop around.
std::string rows_obstacle(const For &rows, const For &columns);

// The iterations of the strip that starts with the loop variable's value `first`. `loop` has no
// jumps (guard_exits).
NodeRef jammed_strip(const For &loop, int32_t width, NodeRef first, const JamRows &rows,
                     Builder &build);

} // namespace pragmac
