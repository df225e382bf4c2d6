// device_failure: a call of a device's driver that failed, as the error of the call.
#pragma once

#include "device.h"

namespace pragmac {

// Sites of errors outside of any loop: no memory, another failure of the driver.
inline constexpr int32_t outside_memory_site = -2, outside_driver_site = -3;

// An error at the site of the launch that the device failed in, or null before the first, with what
// `device_failure_words` reads: names and devices outlive every call, so that nothing is allocated
// here. Returns 1.
int32_t failed_on_device(pragmac_error &error, const Device *device,
                         const pragmac_device_site *site, DeviceStatus status);

} // namespace pragmac
