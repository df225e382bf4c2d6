// size_scratch: where each array made in the iterations of a launch lies, and its size in front.
//
// Before: level P, private arrays are arrays of each iteration. After: an array made in a loop that
// becomes a launch on a device is one of three.
// - Small, of constant extents: these stand there as constants (through `let`s, and through the
//   extents of another array with such extents), and a worker keeps it in memory of its own.
// - In the launch's workspace (`workspace` in the array's declaration): each extent is a constant,
//   a value from outside of the loop or an extent of an array from there, so that the host knows
//   the bytes of a worker before it starts the launch. An extent that is computed in the loop of
//   nothing but such values, and of cells that the loop does not assign, is computed by a `let` in
//   front of the loop: what is computed is total, and so may be computed for a loop of no
//   iteration.
// - Any other array has an extent that differs between iterations, and stays as it is (check_device
//   refuses it).
// Leaves alone: everything else, loops that one core of the host runs among it. Raises no user
// error.
#pragma once

#include "build.h"

#include <optional>
#include <vector>

namespace pragmac {

const Func *size_scratch(const Func *func, Builder &build);

// What a worker of a device has for the small arrays of one iteration. More would spill out of the
// caches that hold the memory of the thousands of workers running at once.
constexpr int64_t most_scratch_bytes = 4096;
// Bytes of an array whose extents are constants; empty where one is not.
std::optional<int64_t> scratch_bytes(const Alloc &alloc);

inline bool in_workspace(const Alloc &alloc) { return as<Var>(alloc.var)->info->workspace; }

// An array in a launch's workspace.
struct WorkspaceArray {
    const Alloc *alloc;
    bool of_lane; // made in a loop over lanes: each lane of a worker has its own
};
// Those of a launch's body in the order in which they lie in a worker's part.
std::vector<WorkspaceArray> workspace_arrays(NodeRef body);
// Each of them begins at a multiple of so many bytes: no two workers write to one cache line.
constexpr int64_t workspace_alignment = 64;

} // namespace pragmac
