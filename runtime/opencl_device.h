// opencl_device: one OpenCL device behind the device interface, with a context and a queue of its
// own that runs what it is given in order. Implemented by role: opencl_memory.cpp,
// opencl_launch.cpp.
#pragma once

#include "device_modules.h"
#include "opencl_driver.h"

#include <mutex>

namespace pragmac {

class OpenclDevice final : public Device {
  public:
    OpenclDevice(const OpenclDriver &driver, int ordinal, const OpenclProperties &properties);
    ~OpenclDevice() override;

    DeviceStatus allocate(int64_t bytes, void *&memory) override;
    void release(void *memory) override;
    DeviceStatus copy_in(void *to, const void *from, int64_t bytes) override;
    DeviceStatus copy_out(void *to, const void *from, int64_t bytes) override;
    DeviceStatus clear(void *memory, int64_t bytes) override;
    DeviceStatus launch(pragmac_device_image &image, int32_t kernel, Grid grid, uint64_t *slots,
                        int32_t slot_count) override;
    DeviceStatus synchronize() override;
    std::string words(DeviceStatus status, const char *call) const override;

    // The device's memory that is taken or kept at this moment, in allocations.
    int64_t live_allocations() const { return live_; }

  private:
    DeviceStatus start(); // the context and the queue, once
    DeviceStatus copy(uint32_t waits, void *to, const void *from, int64_t bytes);
    DeviceStatus build(const pragmac_device_image &image, ClProgram &program);
    DeviceStatus find(pragmac_device_image &image, int32_t number, ClKernel &kernel);
    DeviceStatus set_arguments(ClKernel kernel, const char *parameters, const uint64_t *slots);
    static DeviceStatus device_status(int32_t status);

    const OpenclDriver &driver_;
    const OpenclProperties properties_;
    std::mutex mutex_; // of everything below; kernels carry their arguments
    ClContext context_ = nullptr;
    ClQueue queue_ = nullptr;
    DeviceModules<ClProgram, ClKernel> programs_;
    int64_t live_ = 0;
};

} // namespace pragmac
