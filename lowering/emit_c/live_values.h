// live_values: the variables that a function's effects depend on.
//
// Compilers warn of a variable that is only written. The others' statements are left out of the
// text: what a let or a cell's store computes has no effect of its own.
#pragma once

#include "ir.h"

#include <unordered_set>

namespace pragmac {

std::unordered_set<NodeRef> live_values(const Func &func);

} // namespace pragmac
