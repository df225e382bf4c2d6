// The context, memory whose addresses kernels and slots share, and copies on the device's queue.
#include "opencl_device.h"

#include <algorithm>
#include <limits>

namespace pragmac {

namespace {

constexpr uint64_t read_write = 1; // CL_MEM_READ_WRITE
constexpr uint32_t do_not_wait = 0, wait = 1;

DeviceTraits traits_of(int ordinal, const OpenclProperties &properties) {
    constexpr int64_t groups_per_unit = 32; // fill the device several times over
    DeviceTraits traits;
    traits.name = "opencl:" + std::to_string(ordinal) + " (" + properties.name + ")";
    traits.usual_block = properties.gpu ? 256 : 64;
    traits.most_threads = static_cast<int32_t>(
        std::clamp<int64_t>(properties.threads_per_group, 1, std::numeric_limits<int32_t>::max()));
    traits.most_groups = groups_per_unit * std::max(properties.units, 1);
    // The memory of a CPU is the host's own, which others want too.
    traits.most_kept = properties.bytes / (properties.gpu ? 4 : 16);
    traits.most_workspace = properties.bytes / (properties.gpu ? 16 : 64);
    return traits;
}

} // namespace

DeviceStatus OpenclDevice::device_status(int32_t status) {
    constexpr int32_t no_object = -4, no_host_memory = -6;
    return status == no_object || status == no_host_memory ? no_device_memory : status;
}

OpenclDevice::OpenclDevice(const OpenclDriver &driver, int ordinal,
                           const OpenclProperties &properties)
    : Device(DeviceKind::opencl, ordinal, traits_of(ordinal, properties)), driver_(driver),
      properties_(properties) {}

OpenclDevice::~OpenclDevice() {
    trim();
    programs_.give_up([&](ClProgram program) { driver_.release_program(program); },
                      [&](ClKernel kernel) { driver_.release_kernel(kernel); });
    if (queue_)
        driver_.release_queue(queue_);
    if (context_)
        driver_.release_context(context_);
}

DeviceStatus OpenclDevice::start() {
    int32_t status = 0;
    if (!context_)
        context_ = driver_.create_context(nullptr, 1, &properties_.id, nullptr, nullptr, &status);
    if (status)
        return device_status(status);
    if (!queue_)
        queue_ = driver_.create_queue(context_, properties_.id, nullptr, &status);
    return device_status(status);
}

// Whole words: atomic updates of narrow elements touch those around them.
DeviceStatus OpenclDevice::allocate(int64_t bytes, void *&memory) {
    std::lock_guard lock(mutex_);
    if (DeviceStatus status = start())
        return status;
    constexpr uint32_t alignment = 64;
    memory =
        driver_.allocate(context_, read_write, static_cast<size_t>((bytes + 7) / 8 * 8), alignment);
    if (!memory)
        return no_device_memory;
    live_++;
    return 0;
}

// Kernels that use the memory may still be running.
void OpenclDevice::release(void *memory) {
    std::lock_guard lock(mutex_);
    if (!memory || start())
        return;
    driver_.finish(queue_);
    driver_.release(context_, memory);
    live_--;
}

DeviceStatus OpenclDevice::copy(uint32_t waits, void *to, const void *from, int64_t bytes) {
    std::lock_guard lock(mutex_);
    DeviceStatus status = start();
    if (status || bytes == 0)
        return status;
    return device_status(
        driver_.copy(queue_, waits, to, from, static_cast<size_t>(bytes), 0, nullptr, nullptr));
}

// Waits: the host may change its memory as soon as this returns.
DeviceStatus OpenclDevice::copy_in(void *to, const void *from, int64_t bytes) {
    return copy(wait, to, from, bytes);
}

DeviceStatus OpenclDevice::copy_out(void *to, const void *from, int64_t bytes) {
    return copy(do_not_wait, to, from, bytes);
}

DeviceStatus OpenclDevice::clear(void *memory, int64_t bytes) {
    std::lock_guard lock(mutex_);
    DeviceStatus status = start();
    if (status || bytes == 0)
        return status;
    char zero = 0;
    return device_status(driver_.fill(queue_, memory, &zero, sizeof zero,
                                      static_cast<size_t>(bytes), 0, nullptr, nullptr));
}

} // namespace pragmac
