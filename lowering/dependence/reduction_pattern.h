// reduction_pattern: recognises a cell that a loop only updates by one associative operation.
#pragma once

#include "loop_scope.h"

#include <optional>

namespace pragmac {

enum class ReductionKind : uint8_t {
    add,
    mul,
    bit_and,
    bit_or,
    bit_xor,
    py_min,
    py_max,
    np_min,
    np_max, // py_*: also written as `if x > m: m = x` and as a ternary
    logical_and,
    logical_or,
    arg_min,
    arg_max, // the cell that follows another cell's minimum or maximum
};
std::string_view name_of(ReductionKind op);
// The operation as a `reduction` clause spells it, where one does; of bools `&` and `and` are one.
std::string_view clause_word(ReductionKind op);
// The reduction that repeating `x = x op y` computes, if its order does not matter.
std::optional<ReductionKind> associative(BinaryOp op);

// The operation when every store to `cell` in the loop is cell = op(cell, x) with x free of the
// cell, and nothing else in the loop reads it (an overflow check of that operation may). What is
// done where `if x > cell` found a new extremum must follow it, or it would depend on the order.
std::optional<ReductionKind> reduction_of(NodeRef cell, const LoopScope &scope);

// The same before index checks are proved away: `a and x[i] > 0` would otherwise raise in blocks
// that Python, which ends at the first false value, never evaluates.
std::optional<ReductionKind> reduction_but_for_errors(NodeRef cell, const LoopScope &scope);

// A cell that is stored where another cell becomes a new minimum or maximum, and only there.
struct Follower {
    ReductionKind op; // arg_min, arg_max
    NodeRef leader;
};
// Every store to `cell` stands beside a store of the leader, every store of the leader beside one
// of `cell`, under `x > leader` or `x < leader` (so the first winner stays); nothing in the loop
// reads the cell.
std::optional<Follower> follows_extremum(NodeRef cell, const LoopScope &scope);

} // namespace pragmac
