// device: what the runtime asks of a device. One file per backend and role implements it.
#pragma once

#include "abi.h"

#include <cstdint>
#include <string>

namespace pragmac {

// Status of a device's calls: 0, `no_device_memory`, or the driver's own number.
using DeviceStatus = int32_t;
inline constexpr DeviceStatus no_device_memory = -1, no_device = 100;

struct Grid {
    int64_t groups = 0;
    int32_t block = 0; // threads per group
    bool group_is_worker = false; // else each thread is one

    int64_t workers() const { return group_is_worker ? groups : groups * block; }
};

class Device {
  public:
    virtual ~Device() = default;
    Device() = default;
    Device(const Device &) = delete;
    Device &operator=(const Device &) = delete;

    virtual DeviceStatus allocate(int64_t bytes, void *&memory) = 0;
    virtual void release(void *memory) = 0;
    virtual DeviceStatus copy_in(void *to, const void *from, int64_t bytes) = 0;
    virtual DeviceStatus copy_out(void *to, const void *from, int64_t bytes) = 0;
    virtual DeviceStatus clear(void *memory, int64_t bytes) = 0;
    // How `trip` iterations are spread over workers; block 0 = chosen here.
    virtual Grid grid_for(int64_t trip, int32_t block) const = 0;
    // Starts the kernel with the slots as its parameters; copies that follow wait for it.
    virtual DeviceStatus launch(pragmac_device_image &image, int32_t kernel, Grid grid,
                                uint64_t *slots, int32_t slot_count) = 0;
};

Device &emulated_device(); // emulated_device.cpp
// The first CUDA device of this process; null where there is none.
Device *cuda_device(); // cuda_launch.cpp

// The first OpenCL device of this process that serves; null where there is none.
Device *opencl_device(); // opencl_launch.cpp

// A status in the words of the driver that gave it.
std::string device_words(DeviceStatus status); // cuda_driver.cpp

} // namespace pragmac
