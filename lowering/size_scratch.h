// size_scratch: the extents of arrays made in every iteration, as constants where they are known.
//
// Before: level P, private arrays are arrays of each iteration. After: where an array made in a
// loop that becomes a launch has extents that follow from constants (through `let`s, and through
// the extents of another array with such extents), they stand there as constants, so that a device
// can keep the array in a worker's own memory. Leaves alone: everything else. Raises no user error.
#pragma once

#include "build.h"

#include <optional>

namespace pragmac {

const Func *size_scratch(const Func *func, Builder &build);

// What a worker of a device has for the arrays of one iteration. More would spill out of the caches
// that hold the memory of the thousands of workers running at once.
constexpr int64_t most_scratch_bytes = 4096;
// Bytes of an array whose extents are constants; empty where one is not.
std::optional<int64_t> scratch_bytes(const Alloc &alloc);

} // namespace pragmac
