// How a launch's iterations are spread over a device's workers.
#pragma once

#include "device.h"

namespace pragmac {

// The workers of a launch with these slots.
Grid grid_of(const Device &device, const pragmac_device_site &site, const uint64_t *slots);
// The iterations of each joined loop, outermost first.
std::array<int64_t, 3> extents_of(const pragmac_device_site &site, const uint64_t *slots);
// The number of the last worker that has iterations, plus one.
int64_t workers_in_use(const pragmac_device_site &site, const Grid &grid, const uint64_t *slots);
// Half of the groups along a dimension, or of the workers of the only one; false where one worker
// is left. Workers run their iterations in strides, so that any number of them does.
bool halve(Grid &grid);
// The worker that runs an iteration, in the order of the launch's errors.
int64_t worker_of(const pragmac_device_site &site, const Grid &grid,
                  const std::array<int64_t, 3> &extents, int64_t iteration);

} // namespace pragmac
