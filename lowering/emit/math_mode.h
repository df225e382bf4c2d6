// MathMode: what `math=` lets the emitters do with floats, and where in the IR they may do it.
//
// Which product becomes part of which sum is decided here, by the expression alone, and not by
// LLVM's `contract` flag: a code generator that is given the flag chooses in every copy of a loop
// anew, and an element would have other bits in a vector than in the remainder of a thread's chunk.
#pragma once

#include "ir.h"

#include <optional>
#include <unordered_set>

namespace pragmac {

// Each allows what the one before it does.
enum class MathMode : uint8_t {
    strict, // every operation is rounded, in the order of the program
    contract, // a sum takes a product in unrounded where the processor can
    reassoc, // what sequential loops accumulate is re-ordered
    fast // all of LLVM's fast-math flags: no NaN, no infinities, signs of zeros do not matter
};

// `x * y + addend`, rounded once.
struct FusedProduct {
    NodeRef x, y;
    NodeRef addend; // null: the old value of what is updated
    bool negate_product, negate_addend;
};

// Of `a op b`, or of an update by `b` where `a` is null, if it is such a sum of f32 or f64 whose
// product stands in the same expression. Of two products the first is fused.
std::optional<FusedProduct> fused_product(MathMode mode, BinaryOp op, NodeRef a, NodeRef b);

// Updates, and operations that make a stored value of the old one, with which sequential loops
// accumulate: sums and differences, products, NumPy's maxima and minima. Empty below `reassoc`.
std::unordered_set<NodeRef> reordered_updates(MathMode mode, const Func &func);

} // namespace pragmac
