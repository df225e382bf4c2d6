// loop_blocks: the iterations of a loop as blocks of consecutive ones, in the loop's order.
//
//     lo = first value;  trip = number of iterations
//     block = ceil(trip / most blocks), as a multiple of the granule;  blocks = ceil(trip / block)
//     parallel for b in range(blocks):
//         for i in the b-th block of the range: …
//
// The bounds of the blocks follow from the trip count alone.
#pragma once

#include "integer_arithmetic.h"

#include <string>
#include <vector>

namespace pragmac {

// Into which blocks loops are cut, and who runs one: data, by the kind of target.
struct BlockPlan {
    int64_t most_blocks = 256; // partial values fit the first-level cache; 0 = any number, each
                               // of the granule's size
    int64_t granule = 64; // larger blocks are multiples of it: whole vectors
    int32_t lanes = 0; // of the worker that runs a block; 0 = it has none
    bool strips = false; // a core runs a block's iterations as strips where choose_width says so
    bool tables = false; // blocks update copies of small tables of integers too
    std::string words() const;
};
const BlockPlan &host_plan();
const BlockPlan &in_order_plan(); // a block's iterations run in order
const BlockPlan &device_plan();

class LoopBlocks : IntegerArithmetic {
  public:
    LoopBlocks(Builder &build, const For &loop, const BlockPlan &plan)
        : IntegerArithmetic(build), loop_(loop), plan_(plan) {}

    // Writes what stands in front of the loop over blocks. `most`: their number at most, where
    // that is not the plan's.
    void declare(std::vector<NodeRef> &out, NodeRef most = nullptr);
    NodeRef trip() const { return trip_; }
    NodeRef count() const { return count_; }
    NodeRef block() const { return block_; } // the loop's variable
    // The iterations of the block; with a plan of lanes or strips they are a `simd` loop.
    NodeRef iterations(NodeRef body);
    NodeRef loop_over_blocks(const std::vector<NodeRef> &body);

  private:
    const For &loop_;
    const BlockPlan &plan_;
    NodeRef lo_ = nullptr, trip_ = nullptr, size_ = nullptr, count_ = nullptr, block_ = nullptr;
};

} // namespace pragmac
