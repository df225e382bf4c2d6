// cuda_current: the context that is current while a call to the driver is made.
#pragma once

#include "cuda_device.h"

namespace pragmac {

class CudaDevice::Current {
  public:
    explicit Current(CudaDevice &device) : lock_(device.mutex_), driver_(device.driver_) {
        status = device.start();
        if (!status)
            status = driver_.push_context(device.context_);
        pushed_ = !status;
    }
    ~Current() {
        CudaContext popped = nullptr;
        if (pushed_)
            driver_.pop_context(&popped);
    }
    Current(const Current &) = delete;
    Current &operator=(const Current &) = delete;

    int status = 0; // not 0: there is no context, and nothing must be called

  private:
    std::lock_guard<std::mutex> lock_;
    const CudaDriver &driver_;
    bool pushed_ = false;
};

} // namespace pragmac
