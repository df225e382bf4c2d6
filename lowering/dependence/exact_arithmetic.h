// exact_arithmetic: where a product or sum of integers is what it is without a limit of 64 bits.
//
// NumPy's integers wrap around without a check, Python's behind one or below bounds that a test in
// front of the copy has looked at. What multiplies two variables and reads no element may wrap to
// anything, and no range test would tell. Reads only.
#pragma once

#include "loop_scope.h"

namespace pragmac {

// a `op` b (add, sub or mul) at the place of `loop`: checked in front of it, small by what is known
// there, or a step of a range that ends before the limit.
bool exact(BinaryOp op, NodeRef a, NodeRef b, const For *loop, const FunctionScope &function);

} // namespace pragmac
