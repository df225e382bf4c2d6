// device: what the runtime asks of a device. One file per backend and role implements it.
#pragma once

#include "abi.h"
#include "device_pool.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace pragmac {

// Status of a device's calls: 0, `no_device_memory`, or the driver's own number.
using DeviceStatus = int32_t;
inline constexpr DeviceStatus no_device_memory = -1, no_device = 100;

// Along x, y and z.
struct Grid {
    std::array<int64_t, 3> groups{0, 1, 1};
    std::array<int32_t, 3> threads{1, 1, 1}; // of a group
    int32_t lanes = 1; // threads of a worker, neighbours along x

    int64_t workers_along(size_t dimension) const {
        return groups[dimension] * (threads[dimension] / (dimension == 0 ? lanes : 1));
    }
    int64_t workers() const { return workers_along(0) * workers_along(1) * workers_along(2); }
};

enum class DeviceKind : uint8_t { none, emulated, cuda, opencl };

// What is known of a device from the start.
struct DeviceTraits {
    std::string name; // "cuda:0 (its model)"
    int32_t usual_block = 1; // threads of a group where nobody asks for a number
    int32_t most_threads = std::numeric_limits<int32_t>::max(); // of a group
    // Of a launch; the rest runs in strides, so that long loops do not pay for starting groups.
    int64_t most_groups = 1;
    int64_t most_kept = 0; // bytes that were given up and may be kept
    int64_t most_workspace = int64_t{256} << 20; // bytes for the arrays of a launch's workers
};

class Device {
  public:
    virtual ~Device() = default;
    Device(DeviceKind its_kind, int its_ordinal, DeviceTraits traits)
        : kind(its_kind), ordinal(its_ordinal), traits_(std::move(traits)) {}
    Device(const Device &) = delete;
    Device &operator=(const Device &) = delete;

    const DeviceKind kind;
    const int ordinal; // among the devices of the kind

    // Memory for arrays, which what was given up serves first.
    DeviceStatus take(int64_t bytes, void *&memory) { return pool_.take(*this, bytes, memory); }
    void give(void *memory) { pool_.give(*this, memory); }
    void trim() { pool_.trim(*this); }

    const std::string &name() const { return traits_.name; }
    // How many bytes that were given up may be kept.
    int64_t most_kept() const { return traits_.most_kept; }
    // How many bytes the arrays of a launch's workers may have; one worker may have more.
    int64_t most_workspace() const { return traits_.most_workspace; }
    // How `trip` iterations are spread over workers along x; block 0 = chosen here.
    Grid grid_for(int64_t trip, int32_t block) const; // device_grid.cpp

    virtual DeviceStatus allocate(int64_t bytes, void *&memory) = 0;
    virtual void release(void *memory) = 0;
    virtual DeviceStatus copy_in(void *to, const void *from, int64_t bytes) = 0;
    // Starts the copy: `to` holds the values behind the next `synchronize`.
    virtual DeviceStatus copy_out(void *to, const void *from, int64_t bytes) = 0;
    virtual DeviceStatus clear(void *memory, int64_t bytes) = 0;
    // Starts the kernel with the slots as its parameters; what follows waits for it.
    virtual DeviceStatus launch(pragmac_device_image &image, int32_t kernel, Grid grid,
                                uint64_t *slots, int32_t slot_count) = 0;
    // Waits until everything asked of the device so far is done. What a kernel did wrong shows
    // here.
    virtual DeviceStatus synchronize() = 0;

    // ---- other libraries' work on the device, by their stream's handle ----
    // The stream of this device's own work; 0 where work is done when a call returns.
    virtual uint64_t stream() { return 0; }
    // What is asked for from here on waits for the other stream.
    virtual DeviceStatus wait_for(uint64_t) { return 0; }
    // The other stream waits for what has been asked for so far.
    virtual DeviceStatus make_wait(uint64_t) { return 0; }

    // The failure that gave `status`: "cuLaunchKernel gave CUDA_ERROR_LAUNCH_FAILED (719), ...";
    // `call` is the `last_failed_call` of that moment.
    virtual std::string words(DeviceStatus status, const char *call) const = 0;

  private:
    const DeviceTraits traits_;
    DevicePool pool_;
};

// The driver's entry point that failed last on this thread.
void note_failed_call(const char *entry); // device_failure.cpp
const char *last_failed_call();

Device &emulated_device(); // emulated_device.cpp
// A CUDA device of this process; null where there is none of that number.
Device *cuda_device(int ordinal); // cuda_launch.cpp
// The device behind an address of CUDA's, -1 when it is none.
int cuda_ordinal_of(const void *memory); // cuda_streams.cpp
// An OpenCL device of this process that serves; null where there is none of that number.
Device *opencl_device(int ordinal); // opencl_launch.cpp
Device *find_device(DeviceKind kind, int ordinal); // device_list.cpp

// A failed call of a device in words, from the payload that pragmac_device_launch left.
std::string device_failure_words(const uint64_t *payload); // device_failure.cpp

} // namespace pragmac
