// flat_index: subscripts of two-dimensional data in one dimension, and back.
//
// b[n*i + j] with 0 <= j < n: rows i of n elements each, for an n known only at run time, which no
// affine relation can express. Likewise the tiles of a loop: b[j] where j runs from n*i to at most
// n*(i + 1), or from s*i // n to s*(i + 1) // n. And the other way round, where iterations are dealt
// the elements in turn: iteration i has b[n*k + i] for all k, 0 <= i < n. a[k // n, k % n]: every k
// another element.
#pragma once

#include "access_relation.h"

namespace pragmac {

// True when the accesses cannot meet in two different iterations of the scope's loop for one of
// these two reasons.
bool apart_by_rows(const Access &a, const Access &b, LoopScope &scope);

} // namespace pragmac
