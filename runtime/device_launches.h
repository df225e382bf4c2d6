// device_launches: the launches of a call that the host has not waited for, and what failed in
// them.
#pragma once

#include "device.h"

#include <array>
#include <vector>

namespace pragmac {

// A device runs launches in the order in which they are started, so that the host need not wait for
// one before it starts the next. A kernel whose check fails leaves its launch's number in the
// call's record; kernels of later launches find it there and do nothing. What failed first in
// program order is then the only failure, and the host learns of it when it has to wait anyway.
class DeviceLaunches {
  public:
    // So many launches at most: an endless loop of them ends when one fails.
    static constexpr size_t most = 4096;

    // Fills in slots 0 to 2 of a launch that is about to start.
    DeviceStatus prepare(Device &device, const pragmac_device_site &site, const Grid &grid,
                         uint64_t *slots);
    // It has been started.
    void add(const pragmac_device_site &site, const Grid &grid, const uint64_t *slots);

    bool may_have_failed() const { return !started_.empty(); }
    bool full() const { return started_.size() >= most; }
    // Starts to copy the record; `take_error` comes behind the device's next `synchronize`, and
    // finds the error of the first launch that failed.
    DeviceStatus fetch(Device &device);
    DeviceStatus take_error(Device &device, pragmac_error &error);

    void give_up(Device &device);

  private:
    // A launch with checks.
    struct Started {
        const pragmac_device_site *site;
        Grid grid;
        std::array<int64_t, 3> extents; // of joined loops
        const char *errors; // the workers' entries on the device
    };
    DeviceStatus make_record(Device &device);
    DeviceStatus make_errors(Device &device, int64_t bytes);

    std::vector<Started> started_; // number 1 first
    void *record_ = nullptr; // on the device: a pragmac_device_failure
    // On the device. What does not hold a launch's entries any more still holds those of the
    // launches before.
    std::vector<void *> errors_;
    int64_t room_ = 0; // bytes of the last of them
    pragmac_device_failure failure_ = {}; // copied here
    pragmac_device_error error_ = {};
};

} // namespace pragmac
