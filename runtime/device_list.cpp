// The devices of this process by kind and number.
#include "device.h"

namespace pragmac {

Device *find_device(DeviceKind kind, int ordinal) {
    switch (kind) {
    case DeviceKind::none: return nullptr;
    case DeviceKind::emulated: return ordinal == 0 ? &emulated_device() : nullptr;
    case DeviceKind::cuda: return cuda_device(ordinal);
    case DeviceKind::opencl: return opencl_device(ordinal);
    }
    return nullptr;
}

} // namespace pragmac
