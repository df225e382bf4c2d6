// mock_opencl: how a test commands the OpenCL drivers that are not there, and what they report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct MockOpencl {
    struct Device {
        std::string name;
        bool gpu = true;
        bool spirv = true, compiler = true, shares_pointers = true, float64 = true;
        int units = 4;
        int threads_per_group = 256;
    };
    // ---- told by the test ----
    std::vector<std::vector<Device>> platforms{{{"Mock 0"}}}; // their devices
    std::string fails; // this entry point returns `fail_status`...
    int fails_from = 0; // ... from this call of it on, counted from 0
    int fail_status = 0;
    // A kernel: its name in a program's code, and what a worker does with its arguments.
    struct Kernel {
        std::string name;
        void (*run)(int64_t worker, int64_t workers, uint64_t *arguments);
    };
    std::vector<Kernel> kernels;

    // ---- reported ----
    std::vector<std::string> calls; // entry points in order, questions and arguments left out
    std::vector<std::string> faults; // calls that a driver would answer with undefined behaviour
    // Alive; events are what nobody may ask for.
    int contexts = 0, queues = 0, programs = 0, kernels_made = 0, allocations = 0, events = 0;
    size_t threads = 0, group = 0; // of the last launch, along x
    std::string options; // of the last build
};

// The state of the library, new and empty for each test.
extern "C" MockOpencl *mock_opencl_reset();
// For a process that found the library by itself: the calls so far, a line each.
extern "C" const char *mock_opencl_calls();
