// The record that a call's kernels share, and the entries of each launch's workers.
#include "device_launches.h"

#include "device_grid.h"

#include <algorithm>
#include <utility>

namespace pragmac {

DeviceStatus DeviceLaunches::make_record(Device &device) {
    if (record_)
        return 0;
    DeviceStatus status = device.take(sizeof failure_, record_);
    return status ? status : device.clear(record_, sizeof failure_);
}

// At least twice the size of the block before it: all blocks together stay below four times what
// the largest launch needs.
DeviceStatus DeviceLaunches::make_errors(Device &device, int64_t bytes) {
    if (bytes <= room_)
        return 0;
    errors_.reserve(errors_.size() + 1);
    bytes = std::max(bytes, 2 * room_);
    void *memory = nullptr;
    if (DeviceStatus status = device.take(bytes, memory))
        return status;
    errors_.push_back(memory);
    room_ = bytes;
    return 0;
}

DeviceStatus DeviceLaunches::prepare(Device &device, const pragmac_device_site &site,
                                     const Grid &grid, uint64_t *slots) {
    bool tests = site.may_raise || may_have_failed();
    if (site.may_raise) {
        if (started_.size() == started_.capacity()) // nothing may fail once it has been started
            started_.reserve(2 * started_.size() + 8);
        if (DeviceStatus status = make_record(device))
            return status;
        if (DeviceStatus status =
                make_errors(device, grid.workers() * int64_t{sizeof(pragmac_device_error)}))
            return status;
    }
    slots[0] = reinterpret_cast<uint64_t>(record_);
    slots[1] = reinterpret_cast<uint64_t>(errors_.empty() ? nullptr : errors_.back());
    slots[2] = tests ? started_.size() + 1 : 0;
    return 0;
}

void DeviceLaunches::add(const pragmac_device_site &site, const Grid &grid, const uint64_t *slots) {
    if (site.may_raise)
        started_.push_back(
            {&site, grid, extents_of(site, slots), static_cast<const char *>(errors_.back())});
}

DeviceStatus DeviceLaunches::fetch(Device &device) {
    return device.copy_out(&failure_, record_, sizeof failure_);
}

// Of the worker that ran the iteration.
DeviceStatus DeviceLaunches::take_error(Device &device, pragmac_error &error) {
    std::vector<Started> started = std::exchange(started_, {});
    if (!failure_.launch)
        return 0;
    const Started &failed = started[static_cast<size_t>(failure_.launch) - 1];
    auto iteration = static_cast<int64_t>(~failure_.first);
    int64_t worker = worker_of(*failed.site, failed.grid, failed.extents, iteration);
    DeviceStatus status =
        device.copy_out(&error_, failed.errors + worker * int64_t{sizeof error_}, sizeof error_);
    if (DeviceStatus waited = device.synchronize(); status || waited)
        return status ? status : waited;
    error.site = error_.site;
    std::copy(std::begin(error_.payload), std::end(error_.payload), error.payload);
    return 0;
}

void DeviceLaunches::give_up(Device &device) {
    for (void *memory : errors_)
        device.give(memory);
    if (record_)
        device.give(record_);
}

} // namespace pragmac
