// Programs and their kernels, built once per device, and launches.
#include "opencl_device.h"

#include <algorithm>
#include <atomic>

namespace pragmac {

Grid OpenclDevice::grid_for(int64_t trip, int32_t block) const {
    constexpr int64_t groups_per_unit = 32;
    const int32_t usual_block = properties_.gpu ? 256 : 64;
    Grid grid;
    auto threads = std::min<int64_t>(block > 0 ? block : usual_block,
                                     std::max<int64_t>(properties_.threads_per_group, 1));
    int64_t groups = trip / threads + (trip % threads != 0);
    grid.threads[0] = static_cast<int32_t>(threads);
    grid.groups[0] = std::min(groups, groups_per_unit * std::max(properties_.units, 1));
    return grid;
}

// Of programs that did not build nothing stays.
DeviceStatus OpenclDevice::build(const pragmac_device_image &image, ClProgram &program) {
    int32_t status = 0;
    program =
        driver_.create_program(context_, image.code, static_cast<size_t>(image.bytes), &status);
    if (status)
        return device_status(status);
    // Else quotients and roots of float32 may be off by some bits.
    const char *options =
        properties_.rounds_quotients ? "-cl-fp32-correctly-rounded-divide-sqrt" : "";
    status = driver_.build(program, 1, &properties_.id, options, nullptr, nullptr);
    if (status)
        driver_.release_program(program);
    return device_status(status);
}

// The image remembers its program, so that a launch does not look for the code.
DeviceStatus OpenclDevice::load(pragmac_device_image &image, Loaded *&loaded) {
    std::atomic_ref<void *> remembered(image.loaded);
    loaded = static_cast<Loaded *>(remembered.load(std::memory_order_acquire));
    if (loaded && loaded->device == this)
        return 0;
    auto [entry, fresh] =
        programs_.try_emplace(std::string(image.code, static_cast<size_t>(image.bytes)));
    loaded = &entry->second;
    if (fresh) {
        loaded->device = this;
        if (DeviceStatus status = build(image, loaded->program)) {
            programs_.erase(entry); // the next launch tries again
            return status;
        }
    }
    remembered.store(loaded, std::memory_order_release);
    return 0;
}

DeviceStatus OpenclDevice::find(pragmac_device_image &image, int32_t number, ClKernel &kernel) {
    Loaded *loaded = nullptr;
    if (DeviceStatus status = load(image, loaded))
        return status;
    auto [known, first] = loaded->kernels.try_emplace(number);
    int32_t status = 0;
    if (first)
        known->second = driver_.create_kernel(
            loaded->program, static_cast<const char *>(image.kernels[number]), &status);
    kernel = known->second;
    if (status)
        loaded->kernels.erase(known);
    return device_status(status);
}

DeviceStatus OpenclDevice::set_arguments(ClKernel kernel, const char *parameters,
                                         const uint64_t *slots) {
    for (uint32_t i = 0; parameters[i]; i++) {
        bool pointer = parameters[i] == 'p';
        int32_t status = 0;
        if (pointer && slots[i])
            status = driver_.set_pointer(kernel, i, reinterpret_cast<void *>(slots[i]));
        else // a null pointer has nothing behind it, and the kernel uses nothing there
            status =
                driver_.set_argument(kernel, i, sizeof slots[i], pointer ? nullptr : &slots[i]);
        if (status)
            return device_status(status);
    }
    return 0;
}

DeviceStatus OpenclDevice::launch(pragmac_device_image &image, int32_t number, Grid grid,
                                  uint64_t *slots, int32_t) {
    std::lock_guard lock(mutex_);
    if (DeviceStatus status = start())
        return status;
    ClKernel kernel = nullptr;
    if (DeviceStatus status = find(image, number, kernel))
        return status;
    if (DeviceStatus status = set_arguments(kernel, image.parameters[number], slots))
        return status;
    size_t threads[3], group[3];
    for (size_t dimension = 0; dimension < 3; dimension++) {
        group[dimension] = static_cast<size_t>(grid.threads[dimension]);
        threads[dimension] = static_cast<size_t>(grid.groups[dimension]) * group[dimension];
    }
    return device_status(
        driver_.launch(queue_, kernel, 3, nullptr, threads, group, 0, nullptr, nullptr));
}

DeviceStatus OpenclDevice::synchronize() {
    std::lock_guard lock(mutex_);
    return queue_ ? device_status(driver_.finish(queue_)) : 0;
}

std::string OpenclDevice::name() const {
    return "opencl:" + std::to_string(ordinal) + " (" + properties_.name + ")";
}

std::string OpenclDevice::words(DeviceStatus status, const char *call) const {
    return std::string(call ? call : "the OpenCL driver") + " gave " + opencl_words(status);
}

Device *opencl_device(int ordinal) {
    const OpenclLoaded &loaded = opencl();
    if (ordinal < 0 || static_cast<size_t>(ordinal) >= loaded.devices.size() ||
        !loaded.devices[static_cast<size_t>(ordinal)].why_not.empty())
        return nullptr;
    // Never destroyed: at the process's end the driver may be gone before them.
    static std::mutex mutex;
    static auto *devices = new std::vector<OpenclDevice *>(loaded.devices.size());
    std::lock_guard<std::mutex> lock(mutex);
    auto &device = (*devices)[static_cast<size_t>(ordinal)];
    if (!device)
        device =
            new OpenclDevice(*loaded.driver, ordinal, loaded.devices[static_cast<size_t>(ordinal)]);
    return device;
}

} // namespace pragmac
