// choose_grid: which dimension of a device's grid runs along which of several joined loops.
#pragma once

#include "ir.h"

#include <array>

namespace pragmac {

// For an iteration space that collapse_loops made of two or three loops: x runs along the loop
// whose neighbouring iterations touch neighbouring elements most often, so that a warp's accesses
// are one piece of memory. Sizes of groups are those of the clause, else 32 threads (or `block`,
// where that is no multiple of 32) along x and the rest along y. None: the grid is flat.
std::array<GridAxis, most_axes> choose_grid(NodeRef var, NodeRef body, const Clauses &clauses,
                                            int32_t block);

// The coordinate of `var` in the names that a body of joined loops starts with; else null.
const Coordinate *joined_coordinate(NodeRef var, NodeRef body);

} // namespace pragmac
