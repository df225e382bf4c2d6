// loop_obstacles: what keeps the iterations of a loop in order whatever its subscripts are.
//
// A jump out of the loop, output, and arguments that may share memory.
#pragma once

#include "access_relation.h"

namespace pragmac {

struct LoopObstacle {
    std::string reason;      // in the user's words
    NodeRef at = nullptr;    // the statement to point at
    NodeRef array = nullptr; // the array in question, if one is
    NodeRef overlapped = nullptr; // the argument that may share memory with it
};
std::optional<LoopObstacle> loop_obstacle(const LoopAccesses &accesses);

} // namespace pragmac
