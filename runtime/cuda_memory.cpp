// The context, memory from the driver's pool, and copies on the device's stream.
#include "cuda_current.h"

#include <limits>

namespace pragmac {

namespace {

constexpr unsigned stream_non_blocking = 1; // does not wait for the legacy default stream
constexpr int pool_release_threshold = 4;

DeviceStatus device_status(int status) {
    return status == cuda_out_of_memory ? no_device_memory : status;
}

CudaPointer address(const void *memory) { return reinterpret_cast<CudaPointer>(memory); }

DeviceTraits traits_of(int ordinal, const CudaProperties &properties) {
    constexpr int64_t groups_per_multiprocessor = 32; // fill the device several times over
    DeviceTraits traits;
    traits.name = "cuda:" + std::to_string(ordinal) + " (" + properties.name + ")";
    traits.usual_block = 256;
    traits.most_threads = properties.threads_per_block;
    traits.most_groups = groups_per_multiprocessor * properties.multiprocessors;
    traits.most_kept = properties.bytes / 4;
    traits.most_workspace = properties.bytes / 16;
    return traits;
}

} // namespace

CudaDevice::CudaDevice(const CudaDriver &driver, int ordinal, const CudaProperties &properties)
    : Device(DeviceKind::cuda, ordinal, traits_of(ordinal, properties)), driver_(driver) {}

CudaDevice::~CudaDevice() {
    if (started_ != cuda_success)
        return;
    trim();
    {
        Current current(*this);
        modules_.give_up([&](CudaModule module) { driver_.unload_module(module); },
                         [](CudaFunction) {}); // they go with their module
        driver_.destroy_stream(stream_);
    }
    driver_.release_context(device_);
}

int CudaDevice::start() {
    if (started_ != -1)
        return started_;
    started_ = driver_.device(&device_, ordinal);
    if (!started_)
        started_ = driver_.retain_context(&context_, device_);
    if (started_)
        return started_;
    CudaContext popped = nullptr;
    started_ = driver_.push_context(context_);
    if (!started_) {
        started_ = driver_.create_stream(&stream_, stream_non_blocking);
        driver_.pop_context(&popped);
    }
    // Freed memory stays in the pool: giving it back to the system costs more than an allocation.
    CudaPool pool = nullptr;
    uint64_t all = std::numeric_limits<uint64_t>::max();
    if (!started_ && !driver_.default_pool(&pool, device_))
        driver_.set_pool_attribute(pool, pool_release_threshold, &all);
    if (started_)
        driver_.release_context(device_);
    return started_;
}

DeviceStatus CudaDevice::allocate(int64_t bytes, void *&memory) {
    Current current(*this);
    if (current.status)
        return device_status(current.status);
    CudaPointer made = 0;
    if (int status = driver_.allocate(&made, static_cast<size_t>(bytes), stream_))
        return device_status(status);
    memory = reinterpret_cast<void *>(made);
    live_++;
    return 0;
}

// A failure here is one of the device, which the call has seen already or the next one will see.
void CudaDevice::release(void *memory) {
    Current current(*this);
    if (!memory || current.status)
        return;
    driver_.release(address(memory), stream_);
    live_--;
}

DeviceStatus CudaDevice::copy_in(void *to, const void *from, int64_t bytes) {
    Current current(*this);
    if (current.status || bytes == 0)
        return device_status(current.status);
    return device_status(driver_.copy_in(address(to), from, static_cast<size_t>(bytes), stream_));
}

DeviceStatus CudaDevice::copy_out(void *to, const void *from, int64_t bytes) {
    Current current(*this);
    if (current.status || bytes == 0)
        return device_status(current.status);
    return device_status(driver_.copy_out(to, address(from), static_cast<size_t>(bytes), stream_));
}

DeviceStatus CudaDevice::clear(void *memory, int64_t bytes) {
    Current current(*this);
    if (current.status || bytes == 0)
        return device_status(current.status);
    return device_status(driver_.fill(address(memory), 0, static_cast<size_t>(bytes), stream_));
}

} // namespace pragmac
