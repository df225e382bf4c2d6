// reduction_plan: what a reduction's partial values start from and how two of them combine.
#pragma once

#include "build.h"
#include "scalar_use.h"

namespace pragmac {

// x with op(x, y) = y for every y that matters: -0.0 for sums of floats, the least value for
// maxima (a NaN never replaces a Python maximum, and always a NumPy one).
NodeRef identity_of(ReductionKind op, DType dtype, Builder &build);
// The operation that combines two partial values; none where one follows another cell's.
std::optional<BinaryOp> combining_operation(ReductionKind op);
// op(a, b), a being the value of earlier iterations.
NodeRef combine(ReductionKind op, NodeRef a, NodeRef b, Builder &build);
// The test that an update of the cell in `loop` fits 64 bits: of Python's ints, which do not wrap.
// Null where there is none.
const Check *overflow_check(const For &loop, NodeRef cell);
// For arg_min and arg_max: `b`, the leader of later iterations, wins over `a`.
NodeRef wins(ReductionKind op, NodeRef a, NodeRef b, Builder &build);

// An array that a loop updates by one operation; the loop's iterations may have copies of it.
struct ArrayUpdates {
    NodeRef array = nullptr;
    BinaryOp op = BinaryOp::add;
    // Atomic updates of floats: right as they are, but their order shows in the last bits.
    bool order_shows = false;
};
// The arrays declared outside `loop` whose updates a `reduction` clause or float atomics combine.
// An array that the loop also reads, writes or updates by another operation has no copies: the
// others would not see what iterations put there.
std::vector<ArrayUpdates> combined_arrays(const For &loop, const FunctionScope &function);
// Those whose updates are atomic and exact, so that their order does not show.
std::vector<ArrayUpdates> atomic_arrays(const For &loop, const FunctionScope &function);
// Whether the loop updates the array by this name alone: updates through views of it would have to
// meet in one copy.
bool by_one_name(const For &loop, const ArrayUpdates &updates, const FunctionScope &function);
// A statement or value in `loop` that sees an array of a `reduction` clause between its updates.
NodeRef seen_between_updates(const For &loop, const FunctionScope &function);

} // namespace pragmac
