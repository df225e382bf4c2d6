// leave_out_copies: the slower copies of loops become code that is made when it is first needed.
//
// Before: level P, all loops decided, pairs of copies behind their tests. After: a test that can be
// evaluated before the call has had any effect stands there, as a check that fails with LeftOut,
// and its fast copy is all that is left of the pair. The caller of a call that ends so has lost
// nothing: it gets the whole function compiled, and calls that. Most calls never do, and more than
// half of a function's code is in the slower copies, which keep every check. Why legal: a test has
// no effects and cannot raise, and chooses between copies of one meaning, of which the whole
// function has both. Moved in front of what happens before it, it has the same value: it is
// computed from parameters, extents and what was read before the first effect. Leaves alone: pairs
// inside of loops and branches, whose tests come too late; tests that read memory, behind the first
// effect.
#pragma once

#include "build.h"

namespace pragmac {

const Func *leave_out_copies(const Func *func, Builder &build);

} // namespace pragmac
