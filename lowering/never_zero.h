// never_zero: divisors that need no test, as Python's floats go.
#pragma once

#include "ir.h"

#include <unordered_map>

namespace pragmac {

using ValuesOfNames = std::unordered_map<NodeRef, NodeRef>;

// Whether a float64 is not zero whatever its variables are, from the operations of one expression:
// `1.0 + x * x`. NaN is not zero. `names`: what variables that are bound once stand for.
bool never_zero(NodeRef value, const ValuesOfNames &names);

} // namespace pragmac
