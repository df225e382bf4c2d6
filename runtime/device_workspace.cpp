// One block that grows, and grids that shrink until it holds a part for each worker.
#include "device_workspace.h"

#include "device_grid.h"

#include <limits>

namespace pragmac {

namespace {

constexpr int32_t workspace_slot = 4;

// What no memory holds stays too much.
int64_t bytes_of(const pragmac_device_site &site, const Grid &grid, const uint64_t *slots,
                 int64_t part) {
    int64_t bytes = 0;
    bool overflows = __builtin_mul_overflow(workers_in_use(site, grid, slots), part, &bytes);
    return overflows ? std::numeric_limits<int64_t>::max() : bytes;
}

} // namespace

DeviceStatus DeviceWorkspace::make_room(Device &device, int64_t bytes) {
    if (bytes <= room_)
        return 0;
    give_up(device);
    DeviceStatus status = bytes == std::numeric_limits<int64_t>::max()
                              ? no_device_memory
                              : device.take(bytes, memory_);
    if (!status)
        room_ = bytes;
    return status;
}

DeviceStatus DeviceWorkspace::prepare(Device &device, const pragmac_device_site &site, Grid &grid,
                                      uint64_t *slots) {
    auto part = static_cast<int64_t>(slots[workspace_slot]);
    slots[workspace_slot] = 0;
    if (part == 0)
        return 0;
    auto bytes = [&] { return bytes_of(site, grid, slots, part); };
    while (bytes() > device.most_workspace() && halve(grid)) {
    }
    DeviceStatus status = make_room(device, bytes());
    while (status == no_device_memory && halve(grid))
        status = make_room(device, bytes());
    if (!status)
        slots[workspace_slot] = reinterpret_cast<uint64_t>(memory_);
    return status == no_device_memory ? 0 : status;
}

void DeviceWorkspace::give_up(Device &device) {
    if (memory_)
        device.give(memory_);
    memory_ = nullptr;
    room_ = 0;
}

} // namespace pragmac
