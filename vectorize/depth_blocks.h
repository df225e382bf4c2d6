// depth_blocks: the loop inside of columns, in blocks that all columns run before the next one.
//
// Rows and columns are loops whose iterations are independent, and what the loop inside, the depth,
// reads of a column serves several rows. In one piece the depth of a few columns fills the caches
// before its next rows come; a block of it stays there. Scalars wait for the next block in an array
// of the rows' and columns' own. What the depth computes of a row alone is computed once per block,
// where every few columns did it again. Every iteration does what it did, in the same order.
#pragma once

#include "integer_arithmetic.h"

#include <functional>
#include <vector>

namespace pragmac {

// Iterations of the depth in a block, less than twice as many where these are all; columns that
// take turns.
struct DepthSizes {
    int64_t depth = 192; // of two vectors each: 24 KiB where these cross lines of the cache
    int64_t columns = 512;
};

// The one loop inside of `columns` that blocks do not change the meaning of; null if there is none.
const For *depth_loop(const For &rows, const For &columns);

class DepthBlocks : IntegerArithmetic {
  public:
    // The rows' variable goes from `first_row` to `end_row`, `count` rows at most.
    DepthBlocks(const For &rows, const For &columns, const DepthSizes &sizes, NodeRef first_row,
                NodeRef end_row, int64_t count, Builder &build);

    // Writes what stands in front of the columns of all these rows.
    void declare(std::vector<NodeRef> &out);
    // What a column does in a block.
    NodeRef body();
    // The loops around: `run` writes what becomes of some of the columns.
    using Run = std::function<void(const For &columns, std::vector<NodeRef> &out)>;
    NodeRef around(const For &columns, const Run &run);

  private:
    struct Waiting { // a scalar's values between two blocks, by row and column
        NodeRef cell, values;
    };
    struct RowValue { // what the depth computes of a row alone, by row and iteration of a block
        NodeRef value, values;
    };
    NodeRef let(const char *name, NodeRef value, std::vector<NodeRef> &out);
    void find_row_values();
    NodeRef row_values_of_block();

    const For &rows_, &columns_, &depth_;
    DepthSizes sizes_;
    NodeRef first_row_, end_row_;
    int64_t most_rows_;
    NodeRef start_, block_, from_, to_; // of the columns' chunk; number and ends of a block
    NodeRef lo_ = nullptr, trip_ = nullptr, count_ = nullptr, size_ = nullptr; // of all blocks
    std::vector<Waiting> waiting_;
    std::vector<RowValue> row_values_;
};

} // namespace pragmac
