// The CUDA column against a driver that is not there: order of calls, leaks, failures.
#include "cuda_device.h"
#include "mock_cuda.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <numeric>
#include <thread>

namespace pragmac {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// twice: y[i] = 2 * x[i]; parameters: x, y, n.
void twice(int64_t worker, int64_t workers, void **parameters) {
    constexpr uint64_t device_bit = uint64_t{1} << 62;
    uint64_t values[3];
    for (int i = 0; i < 3; i++)
        values[i] = *static_cast<uint64_t *>(parameters[i]);
    auto *x = reinterpret_cast<double *>(values[0] & ~device_bit);
    auto *y = reinterpret_cast<double *>(values[1] & ~device_bit);
    for (int64_t i = worker; i < static_cast<int64_t>(values[2]); i += workers)
        y[i] = 2 * x[i];
}

class CudaColumn : public ::testing::Test {
  protected:
    CudaColumn() {
        void *library = dlopen(MOCK_CUDA, RTLD_NOW);
        auto *reset = reinterpret_cast<MockCuda *(*)()>(dlsym(library, "mock_cuda_reset"));
        mock = reset();
        mock->kernels = {{"twice", &twice}};
    }
    void load() { loaded = load_cuda(MOCK_CUDA); }
    void fail(const char *entry, int status, int from = 0) {
        mock->fails = entry, mock->fail_status = status, mock->fails_from = from;
    }
    // Doubles 1000 numbers on the device; the status that stopped it.
    DeviceStatus run(CudaDevice &device, std::vector<double> &result) {
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
    void expect_nothing_left() {
        EXPECT_EQ(mock->allocations, 0);
        EXPECT_EQ(mock->modules, 0);
        EXPECT_EQ(mock->streams, 0);
        EXPECT_EQ(mock->events, 0);
        EXPECT_EQ(mock->contexts, 0);
        EXPECT_EQ(mock->pushed, 0);
        EXPECT_THAT(mock->faults, IsEmpty());
    }

    MockCuda *mock = nullptr;
    CudaLoaded loaded;
    const void *names[1] = {"twice"};
    pragmac_device_image image{.code = ".version 7.8\n.entry twice(...)",
                               .bytes = 30,
                               .kernels = names,
                               .loaded = nullptr,
                               .kernel_count = 1,
                               .format = PRAGMAC_IMAGE_PTX};
};

TEST_F(CudaColumn, AbsentDriverIsSaid) {
    loaded = load_cuda("libno_such_cuda.so.1");
    EXPECT_FALSE(loaded.driver);
    EXPECT_THAT(loaded.why, HasSubstr("no CUDA driver: libno_such_cuda.so.1"));
}

TEST_F(CudaColumn, OldDriverIsSaid) {
    loaded = load_cuda(MOCK_CUDA_OLD);
    EXPECT_FALSE(loaded.driver);
    EXPECT_THAT(loaded.why, HasSubstr("too old: it has no cuDeviceGetCount"));
}

TEST_F(CudaColumn, DriverThatDoesNotStartIsSaid) {
    mock->init_status = 100;
    load();
    EXPECT_FALSE(loaded.driver);
    EXPECT_EQ(loaded.why,
              "the CUDA driver does not start: CUDA_ERROR_NO_DEVICE (100), in the words "
              "of the driver");
}

TEST_F(CudaColumn, NoDeviceIsSaid) {
    mock->devices = 0;
    load();
    EXPECT_TRUE(loaded.devices.empty());
    EXPECT_EQ(loaded.why, "the CUDA driver has no device");
}

TEST_F(CudaColumn, TwoDevicesAreTold) {
    mock->devices = 2;
    load();
    ASSERT_EQ(loaded.devices.size(), 2u);
    EXPECT_EQ(loaded.devices[1].name, "Mock 1");
    EXPECT_EQ(loaded.devices[1].major, 9);
    EXPECT_EQ(loaded.devices[1].bytes, int64_t{80} << 30);
    EXPECT_EQ(loaded.why, "");
}

TEST_F(CudaColumn, CallsComeInOrderAndNothingIsLeft) {
    load();
    std::vector<double> result;
    {
        CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
        ASSERT_EQ(run(device, result), 0);
        EXPECT_EQ(device.live_allocations(), 0);
    }
    for (int i = 0; i < 1000; i++)
        ASSERT_EQ(result[static_cast<size_t>(i)], 2.0 * i);
    EXPECT_THAT(mock->calls,
                ElementsAre("cuDevicePrimaryCtxRetain", "cuStreamCreate", "cuMemAllocAsync",
                            "cuMemAllocAsync", "cuMemcpyHtoDAsync", "cuMemsetD8Async",
                            "cuModuleLoadDataEx", "cuModuleGetFunction", "cuLaunchKernel",
                            "cuMemcpyDtoHAsync", "cuStreamSynchronize", "cuMemFreeAsync",
                            "cuMemFreeAsync", "cuModuleUnload", "cuStreamDestroy"));
    expect_nothing_left();
}

TEST_F(CudaColumn, ModulesAreLoadedOncePerText) {
    load();
    std::vector<double> result;
    CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
    ASSERT_EQ(run(device, result), 0);
    ASSERT_EQ(run(device, result), 0);
    image.loaded = nullptr; // compiled again
    ASSERT_EQ(run(device, result), 0);
    EXPECT_EQ(std::count(mock->calls.begin(), mock->calls.end(), "cuModuleLoadDataEx"), 1);
    EXPECT_EQ(std::count(mock->calls.begin(), mock->calls.end(), "cuModuleGetFunction"), 1);
    std::string other = std::string(image.code) + "\n";
    image.code = other.c_str(), image.bytes = 31, image.loaded = nullptr;
    ASSERT_EQ(run(device, result), 0);
    EXPECT_EQ(mock->modules, 2);
}

TEST_F(CudaColumn, DevicesHaveTheirOwnModules) {
    mock->devices = 2;
    load();
    std::vector<double> result;
    CudaDevice first(*loaded.driver, 0, loaded.devices[0]);
    CudaDevice second(*loaded.driver, 1, loaded.devices[1]);
    for (CudaDevice *device : {&first, &second, &first})
        ASSERT_EQ(run(*device, result), 0);
    EXPECT_EQ(mock->modules, 2);
}

TEST_F(CudaColumn, OtherLibrariesStreamsAreOrderedByEvents) {
    load();
    {
        CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
        EXPECT_EQ(device.wait_for(1), 0); // the legacy default stream
        EXPECT_EQ(device.make_wait(2), 0);
        EXPECT_EQ(device.synchronize(), 0);
        EXPECT_THAT(mock->calls,
                    ElementsAre("cuDevicePrimaryCtxRetain", "cuStreamCreate", "cuEventCreate",
                                "cuEventRecord", "cuStreamWaitEvent", "cuEventDestroy",
                                "cuEventCreate", "cuEventRecord", "cuStreamWaitEvent",
                                "cuEventDestroy", "cuStreamSynchronize"));
        fail("cuStreamWaitEvent", 400);
        EXPECT_EQ(device.wait_for(1), 400);
    }
    expect_nothing_left();
}

TEST_F(CudaColumn, FailingAllocationIsMemory) {
    load();
    fail("cuMemAllocAsync", 2, 1);
    std::vector<double> result;
    {
        CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
        EXPECT_EQ(run(device, result), no_device_memory);
    }
    expect_nothing_left();
}

TEST_F(CudaColumn, BadKernelTextIsTheDriversStatusAndIsTriedAgain) {
    load();
    fail("cuModuleLoadDataEx", 218);
    std::vector<double> result;
    CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
    EXPECT_EQ(run(device, result), 218);
    mock->fails.clear();
    EXPECT_EQ(run(device, result), 0);
    EXPECT_THAT(loaded.driver->words(218), HasSubstr("CUDA_ERROR_INVALID_PTX"));
    EXPECT_EQ(loaded.driver->words(12345), "CUDA error (12345)");
}

TEST_F(CudaColumn, LostContextFailsEveryLaterCall) {
    load();
    fail("cuLaunchKernel", 719);
    std::vector<double> result;
    {
        CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
        EXPECT_EQ(run(device, result), 719);
        EXPECT_EQ(device.words(719, "cuLaunchKernel_v2"),
                  "cuLaunchKernel gave CUDA_ERROR_LAUNCH_FAILED (719), in the words of the driver");
        mock->fails.clear();
        EXPECT_EQ(run(device, result), 719);
    }
    expect_nothing_left();
}

TEST_F(CudaColumn, DeviceWithoutContextFailsWithItsStatus) {
    load();
    fail("cuDevicePrimaryCtxRetain", 2);
    std::vector<double> result;
    {
        CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
        EXPECT_EQ(run(device, result), no_device_memory);
    }
    expect_nothing_left();
}

TEST_F(CudaColumn, GridsCoverTheLoopAndKeepTheDevicesLimits) {
    load();
    CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
    EXPECT_EQ(device.grid_for(0, 0).groups[0], 0);
    EXPECT_EQ(device.grid_for(1, 0).groups[0], 1);
    EXPECT_EQ(device.grid_for(257, 0).groups[0], 2);
    EXPECT_EQ(device.grid_for(34, 33).groups[0], 2);
    EXPECT_EQ(device.grid_for(10, 5000).threads[0], 1024);
    EXPECT_EQ(device.grid_for(int64_t{1} << 60, 0).groups[0], 4 * 32);
}

TEST_F(CudaColumn, ThreadsShareADevice) {
    load();
    {
        CudaDevice device(*loaded.driver, 0, loaded.devices[0]);
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
