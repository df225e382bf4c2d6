// Modules and their kernels, loaded once per device, and launches.
#include "cuda_current.h"

#include <algorithm>
#include <atomic>

namespace pragmac {

// Enough groups to fill the device several times over; the rest runs in strides, so that long loops
// do not pay for starting groups.
Grid CudaDevice::grid_for(int64_t trip, int32_t block) const {
    constexpr int32_t usual_block = 256;
    constexpr int64_t groups_per_multiprocessor = 32;
    Grid grid;
    int32_t threads = std::min(block > 0 ? block : usual_block, properties_.threads_per_block);
    int64_t groups = trip / threads + (trip % threads != 0);
    grid.threads[0] = threads;
    grid.groups[0] = std::min(groups, groups_per_multiprocessor * properties_.multiprocessors);
    return grid;
}

// The image remembers its module, so that a launch does not look for the text.
int CudaDevice::load(pragmac_device_image &image, Loaded *&loaded) {
    std::atomic_ref<void *> remembered(image.loaded);
    loaded = static_cast<Loaded *>(remembered.load(std::memory_order_acquire));
    if (loaded && loaded->device == this)
        return 0;
    auto [entry, fresh] = modules_.try_emplace(image.code);
    loaded = &entry->second;
    if (fresh) {
        loaded->device = this;
        int status = driver_.load_module(&loaded->module, image.code, 0, nullptr, nullptr);
        if (status) {
            modules_.erase(entry); // the next launch tries again
            return status;
        }
    }
    remembered.store(loaded, std::memory_order_release);
    return 0;
}

int CudaDevice::find(pragmac_device_image &image, int32_t kernel, CudaFunction &function) {
    Loaded *loaded = nullptr;
    if (int status = load(image, loaded))
        return status;
    auto [known, first] = loaded->functions.try_emplace(kernel);
    if (first)
        if (int status = driver_.function(&known->second, loaded->module,
                                          static_cast<const char *>(image.kernels[kernel]))) {
            loaded->functions.erase(known);
            return status;
        }
    function = known->second;
    return 0;
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

std::string CudaDevice::name() const {
    return "cuda:" + std::to_string(ordinal) + " (" + properties_.name + ")";
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
