// inspect_shared_memory: runs a loop's index arithmetic in front of it to see whether iterations
// meet in a byte of memory, whatever the names of the arrays are.
//
//     lowest, end = of the addresses that any access touches
//     owner = zeros(end - lowest)
//     for i in order: for every byte of every store:  owner[b] is 0 or i's number, and becomes it
//     for i in order: for every byte of every load:   owner[b] is 0 or i's number
//
// As exact as inspect_accesses, at three walks and a number per byte between the two ends. Done
// where a test of separate arguments has failed already; more than 2^26 bytes are not inspected.
#pragma once

#include "build.h"
#include "loop_scope.h"

#include <string>
#include <vector>

namespace pragmac {

// Statements that raise RaceError with two iterations that meet and the element, or with the reason
// why none were found though the loop may have some. `arrays`: those that count, which replay_of
// finds replayable. `why`: what RaceError says of the loop in front of the iterations.
std::vector<NodeRef> inspect_shared_memory(const std::vector<NodeRef> &arrays,
                                           const LoopScope &scope, Builder &build,
                                           const std::string &why);

} // namespace pragmac
