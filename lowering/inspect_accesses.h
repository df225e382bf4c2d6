// inspect_accesses: runs a loop's index arithmetic in front of it to see whether iterations meet.
//
//     owner = zeros                                     one number per element of each array
//     for i in order: for every store:  owner[e] is 0 or i's number, and becomes i's number
//     for i in order: for every load:   owner[e] is 0 or i's number
//
// Exact: the elements are those that the loop will touch (replay.h says when that can be known), or
// more where a condition is not known. Costs the loop's index arithmetic twice and a number per
// element; it ends at the first conflict, and arrays of more than 2^26 elements are not inspected.
#pragma once

#include "build.h"
#include "parallel_loops.h"

#include <vector>

namespace pragmac {

struct Inspected {
    std::vector<NodeRef> statements; // raise nothing; the first declares the cell
    NodeRef apart = nullptr; // bool cell: no two iterations meet, and `guard` held
    NodeRef check = nullptr; // behind them: raises RaceError with two iterations that meet
};
// Of the verdict's loop and its `inspected` arrays; nothing is run unless `guard` holds (null:
// true).
// `why`: what RaceError says of the loop in front of the iterations.
Inspected inspect_accesses(const Verdict &verdict, const LoopScope &scope, NodeRef guard,
                           Builder &build, const std::string &why = "");

} // namespace pragmac
