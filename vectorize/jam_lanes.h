// jam_lanes: outer loops of the CPU whose neighbouring iterations run side by side.
//
// Before: level P, loops that `loops` names, whose body holds loops and whose iterations are
// independent. After: strips of consecutive iterations run together, each a lane: what stands
// between the loops inside runs lane by lane, in loops of a constant trip count that are proved and
// that LLVM makes vectors of; the loops inside run once for all lanes, as their bounds are the same
// for all; scalars are arrays, one element per lane. The iterations that fill no strip follow in
// narrower strips and then in order, in tiles one column of all rows at a time. No iteration does
// anything in another order than before. Leaves alone: all other loops.
#pragma once

#include "build.h"
#include "depth_blocks.h"
#include "jammed_strip.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace pragmac {

// Rows of a loop, so many of them together, around the loop over columns, whose lanes they share;
// and how the loop inside of these is cut into blocks, if it is.
struct JamTile {
    const For *columns = nullptr;
    int32_t rows = 1;
    std::optional<DepthSizes> depth;
};
// Loops and the numbers of lanes of their strips, powers of two; and loops around some of them.
struct JammedLoops {
    std::unordered_map<const For *, int32_t> widths;
    std::unordered_map<const For *, JamTile> tiles;
};

// What a loop's body holds in front of the loop over columns and behind it.
struct AroundColumns {
    std::vector<NodeRef> before, after;
    bool found = false; // the loop, among the statements themselves
};
AroundColumns statements_around(const For &rows, const For &columns);
// Why the columns of several rows cannot run together behind all that stands in front of them in
// these rows; empty when they can.
std::string around_obstacle(const For &rows, const For &columns);

const Func *jam_lanes(const Func *func, Builder &build, const JammedLoops &loops);

} // namespace pragmac
