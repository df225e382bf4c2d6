// line_start: from which address a loop of reductions loads, so that strips can begin at a line.
//
// A vector of 64 bytes that crosses two cache lines takes both to load: a sum in cache runs at half
// its speed where its array begins 16 bytes behind a line, as NumPy's large ones do. Makes the
// expression of the address and changes nothing.
#pragma once

#include "build.h"

namespace pragmac {

// The address of what the loop's first iteration loads, `lo` being its first value; null where it
// is not worth while: where the loop does not wait for its loads, and where these are not all of
// consecutive elements of vectors. Rows of matrices mostly come from memory: waiting for that hides
// the second line. The element exists: without conditions the first iteration loads it.
NodeRef address_of_first(const For &loop, NodeRef lo, Builder &build);

} // namespace pragmac
