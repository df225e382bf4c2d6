// insert_barriers: a barrier wherever one lane might see what another lane wrote.
//
// Before: level P after spread_lanes. After: between any two accesses to one array of which one
// writes, on every way from the first to the second, there is a barrier, but inside a statement
// that lanes run alone (whose iterations are independent, or of one lane). Names alone decide here;
// remove_barriers knows elements and lanes. Every barrier is reached by all lanes: it stands where
// all of them run alike.
#pragma once

#include "build.h"

namespace pragmac {

const Func *insert_barriers(const Func *func, Builder &build);

// The parallel loops whose workers have lanes.
std::vector<const For *> loops_with_lanes(const Func *func);

} // namespace pragmac
