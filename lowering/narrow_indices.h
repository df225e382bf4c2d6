// narrow_indices: index arithmetic in 32 bits, behind one entry test per loop nest.
//
// For targets whose integer units are 32 bits wide. Before: level P after split_reductions. After:
// a loop nest whose subscripts and bounds are computed exists twice, `if (entry test) narrow else
// original`; in the narrow copy sums, differences, products, quotients and remainders that feed
// subscripts and bounds are 32-bit operations on cast operands.
// Why legal: the entry test bounds every operand and every result below 2^31, so each operation
// gives what the 64-bit one gives. It reads no memory and cannot raise.
// Leaves alone: loop counters, extents and addresses, which stay 64-bit (arrays beyond 2 GiB), and
// arithmetic on loaded 64-bit values, whose size no entry test knows. Raises no user error.
#pragma once

#include "build.h"
#include "compile.h"

namespace pragmac {

// Marks the reports of loops that have such a copy.
const Func *narrow_indices(const Func *func, Builder &build, std::vector<LoopReport> &loops);

} // namespace pragmac
