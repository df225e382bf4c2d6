// device_call: what one call has on a device.
#pragma once

#include "device.h"

#include <span>

namespace pragmac {

// The host memory at `data` is about to be given up: nothing comes home to it any more.
void forget_on_device(pragmac_device_call &call, const void *data);
// The new array at `data` is a result of the call.
void returned_from_device(pragmac_device_call &call, const void *data);

// An argument that lives on the device: its slots (data pointer, `rank` extents, `rank` strides in
// bytes) and the bytes of an element.
struct ResidentArray {
    uint64_t *slots;
    int rank, element;
};

// Begins a call whose arguments live on `device`. Loops there work on the arrays themselves; for
// host code the slots get addresses in memory of the call, which receives elements when they are
// looked at. Results stay on the device. Whatever this returns, `end_on_device` comes last.
DeviceStatus begin_on_device(pragmac_frame &frame, Device &device,
                             std::span<const ResidentArray> arrays);
// The device's memory of the new C-contiguous array at `data` of `bytes`, which the call returned;
// the caller's from here on.
DeviceStatus take_from_device(pragmac_frame &frame, const void *data, int64_t bytes, void *&memory);
Device &device_of(const pragmac_device_call &call);
void end_on_device(pragmac_frame &frame);

} // namespace pragmac
