// The OpenCL column against drivers that are not there: order of calls, leaks, failures.
#include "mock_opencl.h"
#include "opencl_device.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <numeric>
#include <thread>

namespace pragmac {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// twice: y[i] = 2 * x[i]; arguments: x, y, n.
void twice(int64_t worker, int64_t workers, uint64_t *arguments) {
    auto *x = reinterpret_cast<double *>(arguments[0]);
    auto *y = reinterpret_cast<double *>(arguments[1]);
    for (int64_t i = worker; i < static_cast<int64_t>(arguments[2]); i += workers)
        y[i] = 2 * x[i];
}

class OpenclColumn : public ::testing::Test {
  protected:
    OpenclColumn() {
        void *library = dlopen(MOCK_OPENCL, RTLD_NOW);
        auto *reset = reinterpret_cast<MockOpencl *(*)()>(dlsym(library, "mock_opencl_reset"));
        mock = reset();
        mock->kernels = {{"twice", &twice}};
    }
    void load() { loaded = load_opencl(MOCK_OPENCL); }
    void fail(const char *entry, int status, int from = 0) {
        mock->fails = entry, mock->fail_status = status, mock->fails_from = from;
    }
    std::string why_none() {
        load();
        EXPECT_TRUE(loaded.devices.empty() || !loaded.devices[0].why_not.empty());
        return loaded.why;
    }
    // Doubles 1000 numbers on the device; the status that stopped it.
    DeviceStatus run(OpenclDevice &device, std::vector<double> &result) {
        std::vector<double> values(1000);
        std::iota(values.begin(), values.end(), 0.0);
        constexpr int64_t bytes = 8000;
        void *x = nullptr, *y = nullptr;
        DeviceStatus status = device.allocate(bytes, x);
        if (!status)
            status = device.allocate(bytes, y);
        if (!status)
            status = device.copy_in(x, values.data(), bytes);
        if (!status)
            status = device.clear(y, bytes);
        uint64_t slots[3] = {reinterpret_cast<uint64_t>(x), reinterpret_cast<uint64_t>(y), 1000};
        if (!status)
            status = device.launch(image, 0, device.grid_for(1000, 0), slots, 3);
        result.assign(1000, -1.0);
        if (!status)
            status = device.copy_out(result.data(), y, bytes);
        if (!status)
            status = device.synchronize();
        device.release(x);
        device.release(y);
        return status;
    }
    DeviceStatus run_once() {
        OpenclDevice device(*loaded.driver, 0, loaded.devices[0]);
        std::vector<double> result;
        return run(device, result);
    }
    void expect_nothing_left() {
        EXPECT_EQ(mock->allocations, 0);
        EXPECT_EQ(mock->kernels_made, 0);
        EXPECT_EQ(mock->programs, 0);
        EXPECT_EQ(mock->queues, 0);
        EXPECT_EQ(mock->contexts, 0);
        EXPECT_EQ(mock->events, 0);
        EXPECT_THAT(mock->faults, IsEmpty());
    }

    MockOpencl *mock = nullptr;
    OpenclLoaded loaded;
    const void *names[1] = {"twice"};
    const char *parameters[1] = {"ppi"};
    pragmac_device_image image{.code = "words with twice",
                               .bytes = 16,
                               .kernels = names,
                               .loaded = nullptr,
                               .kernel_count = 1,
                               .format = PRAGMAC_IMAGE_SPIRV,
                               .parameters = parameters};
};

TEST_F(OpenclColumn, AbsentLoaderIsSaid) {
    loaded = load_opencl("libno_such_OpenCL.so.1");
    EXPECT_FALSE(loaded.driver);
    EXPECT_THAT(loaded.why, HasSubstr("no OpenCL loader: libno_such_OpenCL.so.1"));
}

TEST_F(OpenclColumn, AnotherLibraryIsTooOld) {
    loaded = load_opencl(MOCK_CUDA);
    EXPECT_EQ(loaded.why, "the OpenCL loader is too old: it has no clGetPlatformIDs; that of "
                          "OpenCL 2.1 is the first that serves");
}

TEST_F(OpenclColumn, NoPlatformAndNoDeviceAreSaid) {
    mock->platforms.clear();
    EXPECT_EQ(why_none(), "the OpenCL loader finds no device");
    mock->platforms.assign(2, {});
    EXPECT_EQ(why_none(), "the OpenCL loader finds no device");
}

TEST_F(OpenclColumn, WhatADeviceLacksIsSaid) {
    mock->platforms = {{{.name = "Old", .spirv = false, .compiler = false}}};
    EXPECT_EQ(why_none(), "no OpenCL device serves: of Old, it takes neither SPIR-V nor OpenCL C");
    mock->platforms = {{{.name = "Far", .shares_pointers = false}}};
    EXPECT_EQ(why_none(), "no OpenCL device serves: of Far, it shares no pointers with the host");
    mock->platforms = {{{.name = "Small", .float64 = false}}};
    EXPECT_EQ(why_none(), "no OpenCL device serves: of Small, it has no float64");
}

TEST_F(OpenclColumn, DevicesThatServeComeFirstGpusBeforeCpusAndSpirvBeforeText) {
    mock->platforms = {{{.name = "Old", .spirv = false, .compiler = false},
                        {.name = "Text", .gpu = false, .spirv = false},
                        {.name = "Host", .gpu = false}},
                       {{.name = "Card"}}};
    load();
    ASSERT_EQ(loaded.devices.size(), 4u);
    EXPECT_EQ(loaded.devices[0].name, "Card");
    EXPECT_EQ(loaded.devices[1].name, "Host");
    EXPECT_EQ(loaded.devices[2].name, "Text");
    EXPECT_FALSE(loaded.devices[2].takes_spirv);
    EXPECT_EQ(loaded.devices[2].why_not, "");
    EXPECT_EQ(loaded.devices[3].why_not, "it takes neither SPIR-V nor OpenCL C");
    EXPECT_EQ(loaded.why, "");
    EXPECT_EQ(OpenclDevice(*loaded.driver, 1, loaded.devices[1]).name(), "opencl:1 (Host)");
}

TEST_F(OpenclColumn, CallsComeInOrderAndNothingIsLeft) {
    load();
    std::vector<double> result;
    {
        OpenclDevice device(*loaded.driver, 0, loaded.devices[0]);
        ASSERT_EQ(run(device, result), 0);
        EXPECT_EQ(device.live_allocations(), 0);
    }
    for (int i = 0; i < 1000; i++)
        ASSERT_EQ(result[static_cast<size_t>(i)], 2.0 * i);
    EXPECT_THAT(mock->calls,
                ElementsAre("clCreateContext", "clCreateCommandQueueWithProperties", "clSVMAlloc",
                            "clSVMAlloc", "clEnqueueSVMMemcpy wait", "clEnqueueSVMMemFill",
                            "clCreateProgramWithIL", "clBuildProgram", "clCreateKernel",
                            "clEnqueueNDRangeKernel", "clEnqueueSVMMemcpy", "clFinish", "clFinish",
                            "clSVMFree", "clFinish", "clSVMFree", "clReleaseKernel",
                            "clReleaseProgram", "clReleaseCommandQueue", "clReleaseContext"));
    EXPECT_EQ(mock->options, "-cl-fp32-correctly-rounded-divide-sqrt");
    EXPECT_EQ(mock->threads, 1024u);
    EXPECT_EQ(mock->group, 256u);
    expect_nothing_left();
}

TEST_F(OpenclColumn, ProgramsAreBuiltOncePerCodeAndDevice) {
    mock->platforms = {{{.name = "First"}, {.name = "Second"}}};
    load();
    std::vector<double> result;
    OpenclDevice first(*loaded.driver, 0, loaded.devices[0]);
    OpenclDevice second(*loaded.driver, 1, loaded.devices[1]);
    for (OpenclDevice *device : {&first, &second, &first, &second})
        ASSERT_EQ(run(*device, result), 0);
    image.loaded = nullptr; // compiled again
    ASSERT_EQ(run(first, result), 0);
    EXPECT_EQ(mock->programs, 2);
    EXPECT_EQ(mock->kernels_made, 2);
    EXPECT_EQ(result[999], 1998.0);
    EXPECT_THAT(mock->faults, IsEmpty());
}

TEST_F(OpenclColumn, FailingAllocationIsMemory) {
    load();
    fail("clSVMAlloc", -1, 1); // it only gives no memory
    EXPECT_EQ(run_once(), no_device_memory);
    expect_nothing_left();
    fail("clEnqueueSVMMemcpy wait", -4);
    EXPECT_EQ(run_once(), no_device_memory);
    expect_nothing_left();
}

TEST_F(OpenclColumn, AFailedBuildLeavesNothingAndIsTriedAgain) {
    load();
    std::vector<double> result;
    for (const char *entry : {"clCreateProgramWithIL", "clBuildProgram", "clCreateKernel"}) {
        OpenclDevice device(*loaded.driver, 0, loaded.devices[0]);
        image.loaded = nullptr;
        fail(entry, -11);
        EXPECT_EQ(run(device, result), -11);
        EXPECT_EQ(mock->kernels_made, 0);
        EXPECT_EQ(mock->programs, std::string_view(entry) == "clCreateKernel");
        EXPECT_EQ(device.words(-11, last_failed_call()),
                  std::string(entry) + " gave CL_BUILD_PROGRAM_FAILURE (-11)");
        mock->fails.clear();
        EXPECT_EQ(run(device, result), 0);
    }
    expect_nothing_left();
}

TEST_F(OpenclColumn, EveryFailureOfTheDriverIsItsStatus) {
    load();
    for (const char *entry : {"clCreateContext", "clCreateCommandQueueWithProperties",
                              "clEnqueueNDRangeKernel", "clEnqueueSVMMemFill", "clFinish"}) {
        image.loaded = nullptr;
        fail(entry, -5);
        EXPECT_EQ(run_once(), -5) << entry;
        EXPECT_STREQ(last_failed_call(), entry);
        expect_nothing_left();
    }
    EXPECT_EQ(opencl_words(-5), "CL_OUT_OF_RESOURCES (-5)");
    EXPECT_EQ(opencl_words(-9999), "OpenCL error -9999");
}

TEST_F(OpenclColumn, GridsKeepTheDevicesLimits) {
    mock->platforms = {{{.name = "Host", .gpu = false, .units = 2, .threads_per_group = 100}}};
    load();
    OpenclDevice device(*loaded.driver, 0, loaded.devices[0]);
    EXPECT_EQ(device.grid_for(0, 0).workers(), 0);
    EXPECT_EQ(device.grid_for(65, 0).groups[0], 2);
    EXPECT_EQ(device.grid_for(10, 5000).threads[0], 100);
    EXPECT_EQ(device.grid_for(int64_t{1} << 60, 0).groups[0], 2 * 32);
}

TEST_F(OpenclColumn, ThreadsShareADevice) {
    load();
    {
        OpenclDevice device(*loaded.driver, 0, loaded.devices[0]);
        std::vector<std::thread> threads;
        std::atomic<int> wrong = 0;
        for (int t = 0; t < 4; t++)
            threads.emplace_back([&] {
                std::vector<double> result;
                for (int i = 0; i < 20; i++)
                    wrong += run(device, result) != 0 || result[999] != 1998.0;
            });
        for (std::thread &thread : threads)
            thread.join();
        EXPECT_EQ(wrong, 0);
    }
    expect_nothing_left();
}

} // namespace
} // namespace pragmac
