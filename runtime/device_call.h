// device_call: what one call has on a device.
#pragma once

#include "abi.h"

namespace pragmac {

// The host memory at `data` is about to be given up: nothing comes home to it any more.
void forget_on_device(pragmac_device_call &call, const void *data);

} // namespace pragmac
