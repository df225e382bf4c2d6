// prove_separate: what races="require_proof" does with arguments that share memory.
//
// Iterations of a loop may then meet through different names of one element. Where two of the names
// do share memory in the call, the loop's index arithmetic is run by addresses
// (inspect_shared_memory): iterations that meet raise RaceError, none that meet are the proof.
// Where that arithmetic depends on what the loop writes, RaceError names no iterations and says so.
// Of loops that `collapse` joins the outer iterations alone are numbered: those that meet are
// named, and none that meet prove nothing.
#pragma once

#include "build.h"
#include "parallel_loops.h"

#include <vector>

namespace pragmac {

// Statements in front of the loop that `accesses` are of, whose verdict is guarded by
// `verdict.separate`, or unknown only because arguments share memory.
std::vector<NodeRef> prove_separate(const Verdict &verdict, LoopAccesses &accesses, Builder &build);

} // namespace pragmac
