#include "device_grid.h"

#include <algorithm>

namespace pragmac {

Grid Device::grid_for(int64_t trip, int32_t block) const {
    Grid grid;
    int32_t threads = std::min(block > 0 ? block : traits_.usual_block, traits_.most_threads);
    int64_t groups = trip / threads + (trip % threads != 0);
    grid.threads[0] = threads;
    grid.groups[0] = std::min(groups, traits_.most_groups);
    return grid;
}

namespace {

constexpr int32_t trip_slot = PRAGMAC_RUNTIME_SLOTS;
constexpr int64_t plenty = int64_t{1} << 40; // no device takes more groups
constexpr int64_t most_along_y = 65535; // or z, on CUDA's devices

// As many groups altogether as the device likes, first along x; the rest runs in strides.
Grid box_of(const Device &device, const pragmac_device_site &site, const uint64_t *slots) {
    Grid most = device.grid_for(plenty, site.block), grid;
    int64_t groups_left = most.groups[0];
    int32_t threads_left = most.threads[0];
    for (int32_t dimension = 0; dimension < site.axis_count; dimension++)
        for (const pragmac_grid_axis &axis : site.axes) {
            if (axis.threads == 0 || axis.dimension != dimension)
                continue;
            auto d = static_cast<size_t>(dimension);
            auto extent = static_cast<int64_t>(slots[axis.slot]);
            grid.threads[d] = std::min(axis.threads, threads_left);
            int64_t groups = extent / grid.threads[d] + (extent % grid.threads[d] != 0);
            grid.groups[d] = std::min({groups, groups_left, dimension ? most_along_y : plenty});
            threads_left = std::max(threads_left / grid.threads[d], 1);
            groups_left = std::max<int64_t>(groups_left / std::max<int64_t>(grid.groups[d], 1), 1);
        }
    return grid;
}

} // namespace

Grid grid_of(const Device &device, const pragmac_device_site &site, const uint64_t *slots) {
    auto trip = static_cast<int64_t>(slots[trip_slot]);
    if (trip > 0 && site.axis_count)
        return box_of(device, site, slots);
    if (!site.lanes)
        return device.grid_for(trip, site.block);
    int32_t threads = site.lanes * std::max(site.block, 1);
    Grid grid = device.grid_for(std::min(trip, plenty) * site.lanes, threads);
    grid.lanes = site.lanes;
    return grid;
}

std::array<int64_t, 3> extents_of(const pragmac_device_site &site, const uint64_t *slots) {
    std::array<int64_t, 3> extents{1, 1, 1};
    for (int32_t axis = 0; axis < site.axis_count; axis++)
        extents[static_cast<size_t>(axis)] = static_cast<int64_t>(slots[site.axes[axis].slot]);
    return extents;
}

int64_t workers_in_use(const pragmac_device_site &site, const Grid &grid, const uint64_t *slots) {
    if (!site.axis_count)
        return std::min(grid.workers(), static_cast<int64_t>(slots[trip_slot]));
    int64_t last = 0;
    for (size_t dimension = 3; dimension-- > 0;) {
        int64_t along = grid.workers_along(dimension);
        int64_t used = 1;
        for (const pragmac_grid_axis &axis : site.axes)
            if (axis.threads && static_cast<size_t>(axis.dimension) == dimension)
                used = std::min(along, static_cast<int64_t>(slots[axis.slot]));
        last = last * along + used - 1;
    }
    return last + 1;
}

bool halve(Grid &grid) {
    auto groups = std::max_element(grid.groups.begin(), grid.groups.end());
    if (*groups > 1) {
        *groups = (*groups + 1) / 2;
        return true;
    }
    auto threads = std::max_element(grid.threads.begin(), grid.threads.end());
    if (grid.lanes > 1 || *threads == 1)
        return false;
    *threads = (*threads + 1) / 2;
    return true;
}

// They stride over the loop, or over each joined one, by their number.
int64_t worker_of(const pragmac_device_site &site, const Grid &grid,
                  const std::array<int64_t, 3> &extents, int64_t iteration) {
    if (!site.axis_count)
        return iteration % grid.workers();
    int64_t along[3] = {0, 0, 0};
    for (int32_t axis = site.axis_count; axis-- > 0;) {
        const pragmac_grid_axis &a = site.axes[axis];
        int64_t extent = extents[static_cast<size_t>(axis)];
        along[a.dimension] =
            iteration % extent % grid.workers_along(static_cast<size_t>(a.dimension));
        iteration /= extent;
    }
    return (along[2] * grid.workers_along(1) + along[1]) * grid.workers_along(0) + along[0];
}

} // namespace pragmac
