// loop_obstacles: what keeps the iterations of a loop in order whatever its subscripts are.
//
// A jump out of the loop, output, a written argument whose own elements share memory, and one of a
// private clause where arguments share memory. Different other arguments that may share memory are
// told apart by a test in front of the loop.
#pragma once

#include "access_relation.h"

namespace pragmac {

struct LoopObstacle {
    std::string reason; // in the user's words
    NodeRef at = nullptr; // the statement to point at
    NodeRef array = nullptr; // the array that overlaps itself
};
std::optional<LoopObstacle> loop_obstacle(const LoopAccesses &accesses);

// An array of a private clause of which iterations have no copies, as arguments share memory. Its
// elements show no race: with copies they would be different ones.
bool without_copies(NodeRef array, const LoopScope &scope);

// Arguments that must share no memory: one that the loop writes, and another one that it touches.
// None where calls with overlapping arguments do not come here.
std::vector<ArrayPair> sharing_arguments(const LoopAccesses &accesses);

} // namespace pragmac
