// before_loop: values of a loop as expressions that can stand in front of it.
#pragma once

#include "build.h"
#include "loop_scope.h"

namespace pragmac {

// Whether the value is the same in all iterations and needs no element of an array.
bool known_before(NodeRef n, const LoopScope &loop);
// The same value without names that the loop declares; of a value that is known in front of it.
NodeRef before_loop(NodeRef n, const LoopScope &loop, Builder &build);

} // namespace pragmac
