// forward_scalars: local scalars that need no cell become values bound once.
//
// Before: level P from lower_python; every Python local is a cell at the top of the function.
// After: a load that sees exactly one store is that store's value (a `let`); cells that nobody
// reads any more are gone, as are the values of fetches that nobody uses; constant conditions choose their arm. What stays a cell carries a value
// across iterations or joins of control flow. Privatisation and dependence then look at few cells.
// Leaves alone: array elements. Raises no user error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *forward_scalars(const Func *func, Builder &build);

} // namespace pragmac
