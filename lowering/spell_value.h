// spell_value: a value bound inside a statement, in terms of what is bound outside of it.
//
// forward_scalars gives the results of calls, and what the arms of an `if` leave, a value behind
// the statement: integer arithmetic on values from in front of it is written out again there.
#pragma once

#include "build.h"

#include <unordered_map>

namespace pragmac {

// The values bound below n; null for variables that are no name of a value.
using BoundValues = std::unordered_map<NodeRef, NodeRef>;
BoundValues bound_in(NodeRef n);

// n without the names that are bound inside; null when it reads memory, calls a library function or
// is long.
NodeRef spelt(NodeRef n, const BoundValues &inside, Builder &build);

// Computed from values alone, and never undefined: it may be computed where Python does not.
bool total(NodeRef n);

} // namespace pragmac
