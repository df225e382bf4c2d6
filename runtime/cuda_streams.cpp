// The order of this device's stream and those of other libraries.
#include "cuda_current.h"

namespace pragmac {

namespace {

constexpr unsigned event_without_time = 2;
constexpr int attribute_ordinal = 9; // of a pointer

CudaStream handle(uint64_t stream) { return reinterpret_cast<CudaStream>(stream); }

} // namespace

// What `then` is asked for from here on waits for what `first` was asked for so far. The driver
// keeps an event that is given up until the wait is over.
int CudaDevice::order(CudaStream first, CudaStream then) {
    CudaEvent event = nullptr;
    int status = driver_.create_event(&event, event_without_time);
    if (status)
        return status;
    status = driver_.record_event(event, first);
    if (!status)
        status = driver_.wait_event(then, event, 0);
    driver_.destroy_event(event);
    return status;
}

DeviceStatus CudaDevice::synchronize() {
    Current current(*this);
    int status = current.status ? current.status : driver_.synchronize_stream(stream_);
    return status == cuda_out_of_memory ? no_device_memory : status;
}

uint64_t CudaDevice::stream() {
    Current current(*this);
    return current.status ? 0 : reinterpret_cast<uint64_t>(stream_);
}

DeviceStatus CudaDevice::wait_for(uint64_t stream) {
    Current current(*this);
    return current.status ? current.status : order(handle(stream), stream_);
}

DeviceStatus CudaDevice::make_wait(uint64_t stream) {
    Current current(*this);
    return current.status ? current.status : order(stream_, handle(stream));
}

int cuda_ordinal_of(const void *memory) {
    const CudaLoaded &loaded = cuda();
    int ordinal = -1;
    auto address = reinterpret_cast<CudaPointer>(memory);
    if (!loaded.driver || loaded.driver->pointer_attribute(&ordinal, attribute_ordinal, address))
        return -1;
    return ordinal;
}

} // namespace pragmac
