// Failures of a device in a call: what the frame keeps of them, and the words for a message.
#include "device_failure.h"

namespace pragmac {

namespace {
thread_local const char *failed_call = nullptr;
}

void note_failed_call(const char *entry) { failed_call = entry; }
const char *last_failed_call() { return failed_call; }

int32_t failed_on_device(pragmac_error &error, const Device *device,
                         const pragmac_device_site *site, DeviceStatus status) {
    bool memory = status == no_device_memory;
    error.site = memory ? outside_memory_site : outside_driver_site;
    if (site)
        error.site = memory ? site->memory_site : site->driver_site;
    error.iteration = 0;
    const void *kernel = site && site->image->code ? site->image->kernels[site->kernel] : nullptr;
    error.payload[0] = static_cast<uint64_t>(int64_t{status});
    error.payload[1] = reinterpret_cast<uint64_t>(failed_call);
    error.payload[2] = reinterpret_cast<uint64_t>(kernel);
    error.payload[3] = reinterpret_cast<uint64_t>(device);
    return 1;
}

std::string device_failure_words(const uint64_t *payload) {
    auto status = static_cast<DeviceStatus>(payload[0]);
    auto *call = reinterpret_cast<const char *>(payload[1]);
    auto *kernel = reinterpret_cast<const char *>(payload[2]);
    auto *device = reinterpret_cast<const Device *>(payload[3]);
    if (!device)
        return "there is no such device any more";
    std::string words = device->words(status, call);
    if (kernel)
        words += std::string("; kernel ") + kernel;
    return words + ", device " + device->name();
}

} // namespace pragmac
