// device_workspace: device memory for the arrays that workers make in their iterations.
#pragma once

#include "device.h"

namespace pragmac {

// One block serves all launches of a call: the device runs them one after the other.
class DeviceWorkspace {
  public:
    // Puts memory for the workers of a launch that is about to start into its slot, which holds the
    // bytes of one. Where they all would need more than the device may be asked for, or has, the
    // grid shrinks; where it has none for a single worker the slot is null, and the kernel tells
    // which array of which iteration there is no memory for.
    DeviceStatus prepare(Device &device, const pragmac_device_site &site, Grid &grid,
                         uint64_t *slots);
    void give_up(Device &device);

  private:
    DeviceStatus make_room(Device &device, int64_t bytes);

    void *memory_ = nullptr; // on the device
    int64_t room_ = 0; // bytes behind it
};

} // namespace pragmac
