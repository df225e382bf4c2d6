// cuda_driver: NVIDIA's driver, loaded when it is first asked for; a machine without it is no
// error.
#pragma once

#include "device.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pragmac {

using CudaContext = struct CudaContextHandle *;
using CudaStream = struct CudaStreamHandle *;
using CudaEvent = struct CudaEventHandle *;
using CudaPool = struct CudaPoolHandle *;
using CudaModule = struct CudaModuleHandle *;
using CudaFunction = struct CudaFunctionHandle *;
using CudaPointer = uint64_t; // an address on the device

inline constexpr int cuda_success = 0, cuda_out_of_memory = 2;

// An entry point; whoever asks what failed last on a thread finds its name.
template <class Function> struct CudaEntry;
template <class... Parameters> struct CudaEntry<int(Parameters...)> {
    int (*function)(Parameters...) = nullptr;
    const char *entry = nullptr; // its name
    int operator()(Parameters... parameters) const {
        int status = function(parameters...);
        if (status)
            note_failed_call(entry);
        return status;
    }
};

// The entry points, and how the driver calls its own errors.
struct CudaDriver {
#define CUDA_ENTRY(member, symbol, ...) CudaEntry<int(__VA_ARGS__)> member;
#include "cuda_entries.def"
#undef CUDA_ENTRY

    // "CUDA_ERROR_LAUNCH_FAILED (719), unspecified launch failure".
    std::string words(int status) const;
};

// A device as `pragmac devices` shows it.
struct CudaProperties {
    std::string name;
    int64_t bytes = 0;         // of its memory
    int major = 0, minor = 0;  // compute capability
    int multiprocessors = 0;
    int threads_per_block = 0; // at most
};

// What loading gave: a driver that is initialised, or why there is none.
struct CudaLoaded {
    std::unique_ptr<const CudaDriver> driver;
    std::vector<CudaProperties> devices;
    std::string why; // without a driver or a device, in words
};

CudaLoaded load_cuda(const char *library);

// The driver of this process, loaded by the first call. In a child of `fork` whose parent had used
// it there is none: the driver does not work there.
const CudaLoaded &cuda();

} // namespace pragmac
