// carry_elements: an element that the iteration before has stored, in a scalar.
//
//     for j in range(1, n):             let first = p[0] where the loop runs at all
//         p[j] = a / (b * p[j-1] + c)   alloc carried = first
//                                  ->   for j in range(1, n):
//                                           let t = a / (b * carried + c)
//                                           p[j] = t;  carried = t
//
// Before: level P, proofs made. After: in an innermost loop that runs in order, the loads of the
// element that the iteration before has stored read a scalar, which the processor has at once where
// it would wait for its store buffer; and iterations of a loop around can run side by side.
// Legal because the store is the only one to the array in the loop, every iteration passes it, and
// no other name reaches the array's elements. Leaves alone: all else. Raises no user error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *carry_elements(const Func *func, Builder &build);

} // namespace pragmac
