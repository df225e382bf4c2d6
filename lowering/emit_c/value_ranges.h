// ValueRanges: between which numbers an integer expression lies, as far as the loops around say.
//
// What it is for: sums and products that cannot leave 64 bits are printed as C's own, all others as
// calls that wrap, because a signed overflow is undefined in C.
#pragma once

#include "ir.h"

#include <unordered_map>

namespace pragmac {

using Wide = __int128;

// lo <= value <= hi.
struct ValueRange {
    Wide lo, hi;
    bool within(const ValueRange &outer) const { return lo >= outer.lo && hi <= outer.hi; }
};

// All values of an integer type.
ValueRange range_of_type(DType d);

class ValueRanges {
  public:
    void bind(NodeRef var, NodeRef value) { known_[var] = of(value); }
    // Values of the loop's variable.
    void bind_loop(NodeRef var, NodeRef lo, NodeRef hi, int64_t step);
    ValueRange of(NodeRef n) const;
    // The result of an add, sub, mul or neg before it wraps.
    ValueRange exact(BinaryOp op, NodeRef a, NodeRef b) const;

  private:
    ValueRange of_binary(const Binary &n) const;

    std::unordered_map<NodeRef, ValueRange> known_;
};

} // namespace pragmac
