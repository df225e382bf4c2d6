// Bounds by integer arithmetic; the last block ends with the loop.
#include "loop_blocks.h"

namespace pragmac {

// A block has several strips of the most lanes.
const BlockPlan &host_plan() {
    static const BlockPlan plan{.granule = 256, .strips = true, .tables = true};
    return plan;
}

const BlockPlan &in_order_plan() {
    static const BlockPlan plan;
    return plan;
}

// A block gives every lane several iterations, and all blocks together fill the largest devices:
// 1024 groups of 256 threads.
const BlockPlan &device_plan() {
    static const BlockPlan plan{.most_blocks = 1024, .granule = 1024, .lanes = 256};
    return plan;
}

std::string BlockPlan::words() const {
    std::string blocks = std::to_string(most_blocks), size = std::to_string(granule);
    std::string text = "at most " + blocks + " blocks of ceil(n/" + blocks + ") iterations, ";
    bool whole = lanes || strips;
    text += (whole ? "rounded up" : "above " + size + " rounded up") + " to a multiple of " + size;
    if (lanes)
        text += ", each shared out over the lanes of a worker, whose values are combined as a tree";
    return text + (lanes ? "; blocks" : ",") + " combined pairwise in block order";
}

void LoopBlocks::declare(std::vector<NodeRef> &out, NodeRef most) {
    auto let = [&](const char *name, NodeRef value) {
        NodeRef var = build_.value_var(name, value->type);
        out.push_back(build_.let(var, value));
        return var;
    };
    lo_ = let("lo", loop_.lo); // read once, as Python does
    trip_ = let("trip", build_.range_length(lo_, loop_.hi, loop_.step));
    block_ = build_.value_var("b", scalar(DType::i64));
    if (!plan_.most_blocks) {
        size_ = build_.i64(plan_.granule); // relations of the blocks' iterations are linear
        count_ = let("blocks", quotient_up(trip_, size_));
        return;
    }
    NodeRef share = let("share", quotient_up(trip_, most ? most : build_.i64(plan_.most_blocks)));
    NodeRef line = build_.i64(plan_.granule), whole = times(quotient_up(share, line), line);
    NodeRef size = whole; // of lanes: with fewer iterations some would have none
    if (!plan_.lanes && !plan_.strips)
        size = build_.select(build_.compare(CompareOp::gt, share, line), whole, share);
    size_ = let("block", build_.binary(BinaryOp::np_max, size, build_.i64(1)));
    count_ = let("blocks", quotient_up(trip_, size_));
}

NodeRef LoopBlocks::iterations(NodeRef body) {
    NodeRef first = times(block_, size_);
    NodeRef last = build_.binary(BinaryOp::np_min, plus(first, size_), trip_);
    NodeRef lo = plus(lo_, times(first, loop_.step));
    NodeRef hi = plus(lo_, times(last, loop_.step));
    build_.span = loop_.span;
    if (!plan_.lanes && !plan_.strips)
        return build_.for_loop(loop_.var, lo, hi, loop_.step, ForKind::serial, {}, body);
    Clauses shared_out;
    shared_out.proved = true;
    shared_out.simd = plan_.lanes && loop_.clauses->block ? loop_.clauses->block : plan_.lanes;
    return build_.for_loop(loop_.var, lo, hi, loop_.step, ForKind::simd, shared_out, body);
}

NodeRef LoopBlocks::loop_over_blocks(const std::vector<NodeRef> &body) {
    Clauses clauses = *loop_.clauses;
    clauses.reduces = false;
    clauses.proved = true;
    clauses.chunk = 1; // the blocks are the plan's: no schedule may move their bounds
    build_.span = loop_.span;
    return build_.for_loop(block_, build_.i64(0), count_, build_.i64(1), ForKind::parallel, clauses,
                           build_.block(body));
}

} // namespace pragmac
