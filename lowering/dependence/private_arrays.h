// private_arrays: may every iteration of a loop have a copy of an array of its own?
//
// A copy is as good as the array when an iteration reads only elements that it wrote itself before,
// or that no iteration writes, and when the last iteration writes every element that any iteration
// writes (or nothing reads the array after the loop). What an iteration is sure to have written is
// taken from exact relations of unconditional stores alone, what it may read from all of them, so
// that a `yes` is a proof.
#pragma once

#include "access_relation.h"

namespace pragmac {

struct PrivateArray {
    const Access *early_read = nullptr; // may find what this iteration did not write; else null
    bool certain = false; // it does, in some iteration
    bool reads_old = false; // early reads find elements that no iteration writes
    const Access *varying_write = nullptr; // to an element that not every iteration writes
    bool written = false;
};

// `array` is declared outside of the loop that `accesses` are of.
PrivateArray private_array(NodeRef array, LoopAccesses &accesses, Polyhedra &sets);

// Whether the loop writes and reads the array and a `private` clause would be true of it.
bool scratch_array(NodeRef array, LoopAccesses &accesses, Polyhedra &sets);

} // namespace pragmac
