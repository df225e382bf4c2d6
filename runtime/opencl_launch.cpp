// Programs and their kernels, built once per device, and launches.
#include "opencl_device.h"

namespace pragmac {

// Of programs that did not build nothing stays.
DeviceStatus OpenclDevice::build(const pragmac_device_image &image, ClProgram &program) {
    int32_t status = 0;
    auto bytes = static_cast<size_t>(image.bytes);
    if (image.format == PRAGMAC_IMAGE_OPENCL_C) {
        const char *text = image.code;
        program = driver_.create_program_of_text(context_, 1, &text, &bytes, &status);
    } else {
        program = driver_.create_program(context_, image.code, bytes, &status);
    }
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

DeviceStatus OpenclDevice::find(pragmac_device_image &image, int32_t number, ClKernel &kernel) {
    auto load = [&](const pragmac_device_image &loaded, ClProgram &program) {
        return build(loaded, program);
    };
    auto find = [&](ClProgram program, const char *name, ClKernel &found) {
        int32_t status = 0;
        found = driver_.create_kernel(program, name, &status);
        return device_status(status);
    };
    return programs_.kernel_of(image, number, kernel, load, find);
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
