// Modules and their kernels, loaded once per device, and launches.
#include "cuda_current.h"

namespace pragmac {

int CudaDevice::find(pragmac_device_image &image, int32_t kernel, CudaFunction &function) {
    auto load = [&](const pragmac_device_image &loaded, CudaModule &module) {
        return driver_.load_module(&module, loaded.code, 0, nullptr, nullptr);
    };
    auto find = [&](CudaModule module, const char *name, CudaFunction &found) {
        return driver_.function(&found, module, name);
    };
    return modules_.kernel_of(image, kernel, function, load, find);
}

DeviceStatus CudaDevice::launch(pragmac_device_image &image, int32_t kernel, Grid grid,
                                uint64_t *slots, int32_t slot_count) {
    Current current(*this);
    int status = current.status;
    CudaFunction function = nullptr;
    if (!status)
        status = find(image, kernel, function);
    if (status)
        return status == cuda_out_of_memory ? no_device_memory : status;
    std::vector<void *> parameters;
    for (int32_t i = 0; i < slot_count; i++)
        parameters.push_back(slots + i);
    auto groups = [&](size_t dimension) { return static_cast<unsigned>(grid.groups[dimension]); };
    auto threads = [&](size_t dimension) { return static_cast<unsigned>(grid.threads[dimension]); };
    return driver_.launch(function, groups(0), groups(1), groups(2), threads(0), threads(1),
                          threads(2), 0, stream_, parameters.data(), nullptr);
}

// Symbols with a version are called by their name in the driver's manual.
std::string CudaDevice::words(DeviceStatus status, const char *call) const {
    std::string entry = call ? call : "the CUDA driver";
    if (entry.ends_with("_v2"))
        entry.resize(entry.size() - 3);
    return entry + " gave " + driver_.words(status);
}

Device *cuda_device(int ordinal) {
    const CudaLoaded &loaded = cuda();
    if (ordinal < 0 || static_cast<size_t>(ordinal) >= loaded.devices.size())
        return nullptr;
    // Never destroyed: at the process's end the driver may be gone before them.
    static std::mutex mutex;
    static auto *devices = new std::vector<CudaDevice *>(loaded.devices.size());
    std::lock_guard<std::mutex> lock(mutex);
    auto &device = (*devices)[static_cast<size_t>(ordinal)];
    if (!device)
        device =
            new CudaDevice(*loaded.driver, ordinal, loaded.devices[static_cast<size_t>(ordinal)]);
    return device;
}

} // namespace pragmac
