// mock_cuda: how a test commands the driver that is not there, and what it reports.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct MockCuda {
    // ---- told by the test ----
    int devices = 1;
    int init_status = 0;
    std::string fails;  // this entry point returns `fail_status`...
    int fails_from = 0; // ... from this call of it on, counted from 0
    int fail_status = 0;
    // A kernel: its name in a module's text, and what a worker does with its parameters.
    struct Kernel {
        std::string name;
        void (*run)(int64_t worker, int64_t workers, void **parameters);
    };
    std::vector<Kernel> kernels;

    // ---- reported ----
    std::vector<std::string> calls; // entry points in order, contexts and properties left out
    std::vector<std::string> faults; // calls that a driver would answer with undefined behaviour
    int contexts = 0, streams = 0, events = 0, modules = 0, allocations = 0; // alive
    int pushed = 0; // contexts that are current
    unsigned groups = 0, block = 0; // of the last launch
    int lost = 0; // status of a failed launch, which every later call returns
};

// The state of the library, new and empty for each test.
extern "C" MockCuda *mock_cuda_reset();
// For a process that found the library by itself: the calls so far, a line each.
extern "C" const char *mock_cuda_calls();
