// forward_scalars: local scalars that need no cell become values bound once.
//
// Before: level P from lower_python; every Python local is a cell at the top of its function.
// After: a load that sees exactly one store is that store's value (a `let`); cells that nobody
// reads any more are gone, as are the values of fetches that nobody uses; constant conditions
// choose their arm. Behind an `if`, an integer that both arms know from values in front of it is a
// `select`. What else is carried across iterations or joins of control flow stays a cell.
// Privatisation and dependence then look at few cells. Leaves alone: array elements. Raises no user
// error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *forward_scalars(const Func *func, Builder &build);

} // namespace pragmac
