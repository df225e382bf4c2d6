// combine_partials: the partial values of a loop's scalars become the scalars' values.
#pragma once

#include "build.h"
#include "scalar_use.h"

namespace pragmac {

// A scalar with partial values; followers and the flags of last values come with their cells.
struct Partial {
    ScalarUse use;
    NodeRef own = nullptr; // the block's cell
    NodeRef values = nullptr; // array: the cell of each block at its end
    NodeRef assigned = nullptr; // last values: the block's flag
    NodeRef flags = nullptr; // last values: the flags of all blocks
};

// The statements behind a loop over `blocks` blocks of `loop`: partial values are combined pairwise
// in block order, and the result with the scalar's value before the loop.
NodeRef combine_partials(const std::vector<Partial> &partials, NodeRef blocks, const For &loop,
                         Builder &build);

} // namespace pragmac
