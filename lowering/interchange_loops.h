// interchange_loops: sums along an outer loop, whose inner loop walks along rows.
//
//     for k in range(n):                    for j in range(m):
//         t = a[i, k]                           s = c[i, j]
//         for j in range(m):          ->        for k in range(n):
//             c[i, j] += t * b[k, j]                s += a[i, k] * b[k, j]
//                                               if n > 0: c[i, j] = s
//
// Before: level P, proofs made. After: such pairs of loops have changed places, and the elements
// that they update are scalars while the inner one runs: iterations of the outer one then run side
// by side (jam_lanes), their scalars in registers.
// Legal because the loops touch the array at that one place of each j alone, so that every element
// sees the same operations in the same order, and nothing else in them is written.
// Leaves alone: all else, and pairs whose inner loop does not walk along rows. Raises no user
// error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *interchange_loops(const Func *func, Builder &build);

} // namespace pragmac
