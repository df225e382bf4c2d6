// Launches with checks on both columns: one wait for many, and nothing behind the first failure.
#include "cuda_device.h"
#include "device_call.h"
#include "launch_slots.h"
#include "mock_cuda.h"
#include "mock_opencl.h"
#include "opencl_device.h"

#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <gmock/gmock.h>

namespace pragmac {
namespace {

using ::testing::IsEmpty;

// y[k] += 1, and an error from iteration `limit` on: what kernels with checks do. `lo` is the bytes
// of a worker's own arrays, without which an iteration ends with site 4.
void checked(int64_t worker, int64_t workers, uint64_t *values) {
    auto *record = reinterpret_cast<pragmac_device_failure *>(values[failure]);
    auto mine = static_cast<int32_t>(values[number]);
    if (mine && record->launch && record->launch != mine)
        return;
    for (auto k = static_cast<uint64_t>(worker); k < values[trip];
         k += static_cast<uint64_t>(workers)) {
        bool arrays = values[lo] == 0 || values[workspace] != 0;
        if (values[lo] && arrays)
            std::memset(reinterpret_cast<char *>(values[workspace]) + worker * int64_t(values[lo]),
                        1, values[lo]);
        if (k >= values[limit] || !arrays) {
            int site = arrays ? 3 : 4;
            reinterpret_cast<pragmac_device_error *>(values[errors])[worker] = {site, 0, {k}};
            record->first = std::max(record->first, ~k);
            record->launch = mine;
            return;
        }
        reinterpret_cast<double *>(values[data])[k] += 1.0;
    }
}

void checked_on_cuda(int64_t worker, int64_t workers, void **parameters) {
    constexpr uint64_t device_bit = uint64_t{1} << 62;
    uint64_t values[slots];
    for (int i = 0; i < slots; i++)
        values[i] = *static_cast<uint64_t *>(parameters[i]) & ~device_bit;
    checked(worker, workers, values);
}

struct Launches : testing::TestWithParam<const char *> {
    Launches() {
        void *library = dlopen(MOCK_CUDA, RTLD_NOW);
        cuda_mock = reinterpret_cast<MockCuda *(*)()>(dlsym(library, "mock_cuda_reset"))();
        cuda_mock->kernels = {{"checked", &checked_on_cuda}};
        library = dlopen(MOCK_OPENCL, RTLD_NOW);
        opencl_mock = reinterpret_cast<MockOpencl *(*)()>(dlsym(library, "mock_opencl_reset"))();
        opencl_mock->kernels = {{"checked", &checked}};
        if (on_cuda()) {
            cuda_loaded = load_cuda(MOCK_CUDA);
            device = std::make_unique<CudaDevice>(*cuda_loaded.driver, 0, cuda_loaded.devices[0]);
        } else {
            opencl_loaded = load_opencl(MOCK_OPENCL);
            device =
                std::make_unique<OpenclDevice>(*opencl_loaded.driver, 0, opencl_loaded.devices[0]);
        }
        EXPECT_EQ(begin_on_device(frame, *device, {}), 0);
    }
    ~Launches() override {
        end_on_device(frame);
        device.reset();
        EXPECT_THAT(cuda_mock->faults, IsEmpty());
        EXPECT_THAT(opencl_mock->faults, IsEmpty());
        EXPECT_EQ(cuda_mock->allocations + opencl_mock->allocations, 0);
    }

    bool on_cuda() const { return GetParam()[0] == 'c'; }
    int64_t waits() const {
        const auto &calls = on_cuda() ? cuda_mock->calls : opencl_mock->calls;
        return std::count(calls.begin(), calls.end(),
                          on_cuda() ? "cuStreamSynchronize" : "clFinish");
    }
    int launch(std::vector<double> &y, uint64_t fails_from) {
        uint64_t values[slots] = {};
        values[trip] = values[extent] = y.size();
        values[step] = 1;
        values[data] = reinterpret_cast<uint64_t>(y.data());
        values[stride] = sizeof(double);
        values[limit] = fails_from;
        values[lo] = values[workspace] = part;
        return pragmac_device_launch(&frame, &site, values);
    }

    MockCuda *cuda_mock;
    MockOpencl *opencl_mock;
    CudaLoaded cuda_loaded;
    OpenclLoaded opencl_loaded;
    std::unique_ptr<Device> device;
    const void *names[1] = {"checked"};
    const char *parameters[1] = {"ppippiiipiii"};
    pragmac_device_image image{.code = ".entry checked(",
                               .bytes = 15,
                               .kernels = names,
                               .loaded = nullptr,
                               .kernel_count = 1,
                               .format = PRAGMAC_IMAGE_PTX,
                               .parameters = parameters};
    pragmac_device_array array{data, 1, 1, sizeof(double), 3};
    pragmac_device_site site{&image, &array, 1, slots, 0, 0, 0, 0, 1, 7, 8};
    pragmac_frame frame{};
    std::vector<double> y = std::vector<double>(2000), z = y;
    uint64_t part = 0; // bytes of a worker's own arrays
    static constexpr uint64_t never = 2000;
};

TEST_P(Launches, TheHostWaitsOnceForAllOfThem) {
    for (int k = 0; k < 10; k++)
        ASSERT_EQ(launch(k % 2 ? y : z, never), 0);
    EXPECT_EQ(waits(), 0);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 0);
    EXPECT_EQ(waits(), 1);
    EXPECT_EQ(y[1999], 5.0);
    EXPECT_EQ(z[0], 5.0);
}

TEST_P(Launches, WorkersWithFewLanesShareGroups) {
    site.lanes = 32, site.block = 4, site.may_raise = 0;
    std::vector<double> few(42); // 11 groups of four workers, of 32 threads each
    ASSERT_EQ(launch(few, never), 0);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 0);
    EXPECT_EQ(few, std::vector<double>(42, 1.0));
    if (on_cuda()) {
        EXPECT_EQ(cuda_mock->groups, 11u);
        EXPECT_EQ(cuda_mock->block, 128u);
    }
}

TEST_P(Launches, TheFirstFailureIsTheErrorAndTheLastToDoAnything) {
    ASSERT_EQ(launch(y, never), 0);
    ASSERT_EQ(launch(z, 1234), 0);
    for (int k = 0; k < 8; k++)
        ASSERT_EQ(launch(y, 3), 0);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 1);
    EXPECT_EQ(frame.error.site, 3);
    EXPECT_EQ(frame.error.payload[0], 1234u);
    EXPECT_EQ(waits(), 2); // for the record, and for the error that it names
    EXPECT_EQ(y[0], 1.0);
    EXPECT_EQ(y[1999], 1.0);
}

TEST_P(Launches, AFailureOfTheDriverInBetweenIsTheError) {
    ASSERT_EQ(launch(y, never), 0);
    (on_cuda() ? cuda_mock->fails : opencl_mock->fails) =
        on_cuda() ? "cuStreamSynchronize" : "clFinish";
    cuda_mock->fail_status = opencl_mock->fail_status = 700;
    EXPECT_EQ(pragmac_device_settle(&frame), 1);
    EXPECT_EQ(frame.error.site, 8);
    cuda_mock->fails.clear();
    opencl_mock->fails.clear();
    EXPECT_EQ(pragmac_device_end(&frame, 1), 1);
    EXPECT_EQ(frame.error.site, 8);
}

TEST_P(Launches, OneWorkspaceServesAllOfThem) {
    ASSERT_EQ(launch(y, never), 0);
    int before = cuda_mock->allocations + opencl_mock->allocations;
    part = 128;
    for (int k = 0; k < 10; k++)
        ASSERT_EQ(launch(y, never), 0);
    EXPECT_EQ(cuda_mock->allocations + opencl_mock->allocations, before + 1);
    EXPECT_EQ(waits(), 0);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 0);
    EXPECT_EQ(y[0], 11.0);
    EXPECT_EQ(y[1999], 11.0);
}

TEST_P(Launches, WithoutMemoryForAWorkerItsFirstArrayFails) {
    ASSERT_EQ(launch(y, never), 0);
    (on_cuda() ? cuda_mock->fails : opencl_mock->fails) =
        on_cuda() ? "cuMemAllocAsync" : "clSVMAlloc";
    constexpr int out_of_memory = 2;
    cuda_mock->fail_status = opencl_mock->fail_status = out_of_memory;
    part = 128;
    ASSERT_EQ(launch(y, never), 0);
    cuda_mock->fails.clear();
    opencl_mock->fails.clear();
    EXPECT_EQ(pragmac_device_end(&frame, 0), 1);
    EXPECT_EQ(frame.error.site, 4);
    EXPECT_EQ(frame.error.payload[0], 0u); // of the first iteration
    EXPECT_EQ(y[1999], 1.0);
}

INSTANTIATE_TEST_SUITE_P(Columns, Launches, testing::Values("cuda", "opencl"),
                         [](const auto &info) { return std::string(info.param); });

} // namespace
} // namespace pragmac
