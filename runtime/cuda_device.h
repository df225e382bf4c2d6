// cuda_device: one GPU behind the device interface, in its primary context on a stream of its own.
//
// The primary context is shared with the other libraries of the process, so that their arrays are
// valid here. All work goes to one stream: copies and launches keep the order of the calls,
// whatever Python thread makes them. Implemented by role: cuda_memory.cpp, cuda_launch.cpp,
// cuda_streams.cpp.
#pragma once

#include "cuda_driver.h"
#include "device_modules.h"

#include <mutex>

namespace pragmac {

class CudaDevice final : public Device {
  public:
    CudaDevice(const CudaDriver &driver, int ordinal, const CudaProperties &properties);
    ~CudaDevice() override;

    DeviceStatus allocate(int64_t bytes, void *&memory) override;
    void release(void *memory) override;
    DeviceStatus copy_in(void *to, const void *from, int64_t bytes) override;
    DeviceStatus copy_out(void *to, const void *from, int64_t bytes) override;
    DeviceStatus clear(void *memory, int64_t bytes) override;
    DeviceStatus launch(pragmac_device_image &image, int32_t kernel, Grid grid, uint64_t *slots,
                        int32_t slot_count) override;
    DeviceStatus synchronize() override;
    uint64_t stream() override;
    DeviceStatus wait_for(uint64_t stream) override;
    DeviceStatus make_wait(uint64_t stream) override;
    std::string words(DeviceStatus status, const char *call) const override;

    // The device's memory that is taken or kept at this moment, in allocations.
    int64_t live_allocations() const { return live_; }

  private:
    // The context is current on this thread as long as one of these lives; pushed and popped, so
    // that the caller's own current context stays as it was.
    class Current;

    int order(CudaStream first, CudaStream then);
    int start(); // the context, the stream and the pool, once
    int find(pragmac_device_image &image, int32_t kernel, CudaFunction &function);

    const CudaDriver &driver_;
    std::mutex mutex_; // of everything below
    int device_ = 0;
    CudaContext context_ = nullptr;
    CudaStream stream_ = nullptr;
    int started_ = -1; // status of `start`, -1 before it
    DeviceModules<CudaModule, CudaFunction> modules_;
    int64_t live_ = 0;
};

} // namespace pragmac
