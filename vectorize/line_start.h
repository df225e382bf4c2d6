// line_start: how many iterations of a loop of reductions come before its loads begin a cache line.
//
// A vector of 64 bytes that crosses two lines takes both to load: a sum in cache runs at half its
// speed where its array begins 16 bytes behind a line, as NumPy's large ones do. Reads only.
#pragma once

#include "build.h"

namespace pragmac {

// The address of what the loop's first iteration loads through an index that counts with it, from
// an array whose elements lie one behind the other; null where there is no such load, or where the
// loads are not what the loop takes its time for. `lo`: its first value, which is known in front.
NodeRef address_of_first(const For &loop, NodeRef lo, Builder &build);

} // namespace pragmac
