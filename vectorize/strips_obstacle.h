// strips_obstacle: which reductions strips of a vector loop can combine, and why others cannot.
//
// Reads only.
#pragma once

#include "lane_loops.h"

#include <string>

namespace pragmac {

// Whether one of the scalars is a reduction whose order shows in the last bits: of floats. Others
// LLVM's vectoriser re-orders by itself.
bool order_shows(const std::vector<ScalarUse> &uses);

// Why strips are not for this loop with these scalars: what they cannot combine, a body of which
// LLVM makes no vectors, or gathers, which cost more than lanes gain (measured: rows of a sparse
// product lose at every length). Empty when nothing speaks against them.
std::string strips_obstacle(const For &loop, const std::vector<ScalarUse> &uses);

} // namespace pragmac
