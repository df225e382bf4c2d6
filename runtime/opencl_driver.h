// opencl_driver: the drivers of this machine behind the OpenCL loader, which is loaded when it is
// first asked for; a machine without it is no error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pragmac {

using ClPlatform = struct ClPlatformHandle *;
using ClDeviceId = struct ClDeviceHandle *;
using ClContext = struct ClContextHandle *;
using ClQueue = struct ClQueueHandle *;
using ClProgram = struct ClProgramHandle *;
using ClKernel = struct ClKernelHandle *;

struct OpenclDriver {
#define OPENCL_ENTRY(result, member, symbol, ...) result (*member)(__VA_ARGS__) = nullptr;
#include "opencl_entries.def"
#undef OPENCL_ENTRY
};

// A device as `pragmac devices` shows it.
struct OpenclProperties {
    ClDeviceId id = nullptr;
    std::string name;
    bool gpu = false;
    int64_t bytes = 0; // of its memory
    int units = 0;     // that run groups
    int64_t threads_per_group = 0; // at most
    bool rounds_quotients = false; // correctly, of float32 when asked to
    std::string why_not;           // what it lacks; empty: it serves
};

// What loading gave. Devices that serve come first, GPUs before CPUs.
struct OpenclLoaded {
    std::unique_ptr<const OpenclDriver> driver;
    std::vector<OpenclProperties> devices;
    std::string why; // without a device that serves, in words
};

OpenclLoaded load_opencl(const char *library);

// The drivers of this process, loaded by the first call; none in a child of `fork` whose parent had
// used them.
const OpenclLoaded &opencl();

// "CL_OUT_OF_RESOURCES (-5)".
std::string opencl_words(int32_t status);

} // namespace pragmac
