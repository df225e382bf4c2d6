// line_start: how many iterations of a loop of reductions come before its loads begin a cache line.
//
// A vector of 64 bytes that crosses two lines takes both to load: a sum in cache runs at half its
// speed where its array begins 16 bytes behind a line, as NumPy's large ones do. Reads only.
#pragma once

#include "build.h"

namespace pragmac {

// The address of what the loop's first iteration loads, `lo` being its first value; null where it
// is not worth while: where the loop does not wait for its loads, and where these are not all of
// consecutive elements of vectors. Rows of matrices come from memory, which lines do not slow.
NodeRef address_of_first(const For &loop, NodeRef lo, Builder &build);

} // namespace pragmac
