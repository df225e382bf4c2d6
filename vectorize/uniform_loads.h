// Loads that are the same for all lanes, in a branch that only some of them take.
#pragma once

#include "ir.h"

#include <functional>
#include <vector>

namespace pragmac {

// The loads that every run of `branch` makes, outside of choices and loops in it, each once: of
// arrays that nothing in `around` writes, with indices for which `varies` is false and that need
// nothing the branch declares. One of them may be made in front of the branch wherever a lane takes
// it, and has the same value there.
std::vector<NodeRef> uniform_loads(NodeRef branch, NodeRef around,
                                   const std::function<bool(NodeRef)> &varies);

} // namespace pragmac
