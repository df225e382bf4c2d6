// opencl_driver: the drivers of this machine behind the OpenCL loader, which is loaded when it is
// first asked for; a machine without it is no error.
#pragma once

#include "device.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace pragmac {

using ClPlatform = struct ClPlatformHandle *;
using ClDeviceId = struct ClDeviceHandle *;
using ClContext = struct ClContextHandle *;
using ClQueue = struct ClQueueHandle *;
using ClProgram = struct ClProgramHandle *;
using ClKernel = struct ClKernelHandle *;

// An entry point; whoever asks what failed last on a thread finds its name. One that gives a status
// fails with any but 0, one that makes something with null.
template <class Function> struct OpenclEntry;
template <class Result, class... Parameters> struct OpenclEntry<Result(Parameters...)> {
    Result (*function)(Parameters...) = nullptr;
    const char *entry = nullptr; // its name
    Result operator()(Parameters... parameters) const {
        if constexpr (std::is_void_v<Result>) {
            function(parameters...);
        } else {
            Result result = function(parameters...);
            if (std::is_pointer_v<Result> == (result == Result{}))
                note_failed_call(entry);
            return result;
        }
    }
};

struct OpenclDriver {
#define OPENCL_ENTRY(result, member, symbol, ...) OpenclEntry<result(__VA_ARGS__)> member;
#include "opencl_entries.def"
#undef OPENCL_ENTRY
};

// A device as `pragmac devices` shows it.
struct OpenclProperties {
    ClDeviceId id = nullptr;
    std::string name;
    bool gpu = false;
    bool takes_spirv = false; // else kernels are OpenCL C
    int64_t bytes = 0; // of its memory
    int units = 0; // that run groups
    int64_t threads_per_group = 0; // at most
    bool rounds_quotients = false; // correctly, of float32 when asked to
    std::string why_not; // what it lacks; empty: it serves
};

// What loading gave. Devices that serve come first, GPUs before CPUs, and of
// equals those that take SPIR-V.
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
