// Arrays of a call on the emulated device: copied once, brought home when the host looks or ends.
#include "abi.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace {

// Slots of a launch over one array of doubles with one byte stride.
enum Slot { failure, errors, number, last, part, trip, lo, step, data, extent, stride, slots };

// y[k] += 1
void increment(const int64_t *place, uint64_t *values) {
    for (auto k = static_cast<uint64_t>(place[0]); k < values[trip];
         k += static_cast<uint64_t>(place[3])) {
        auto *address = reinterpret_cast<char *>(values[data]) +
                        static_cast<int64_t>(k) * static_cast<int64_t>(values[stride]);
        *reinterpret_cast<double *>(address) += 1.0;
    }
}

struct DeviceCall : testing::Test {
    const void *kernels[1] = {reinterpret_cast<const void *>(&increment)};
    pragmac_device_image image{nullptr, 0, kernels, nullptr, 1, 0};
    pragmac_device_array array{data, 1, 1, sizeof(double), 3};
    pragmac_device_site site{&image, &array, 1, slots, 0, 0, 0, 0, 0, 7, 8};
    pragmac_frame frame{};
    std::vector<double> memory = std::vector<double>(12, 1.0);

    int launch(double *first, int64_t count, int64_t bytes) {
        uint64_t values[slots] = {};
        values[trip] = static_cast<uint64_t>(count);
        values[step] = 1;
        values[data] = reinterpret_cast<uint64_t>(first);
        values[extent] = static_cast<uint64_t>(count);
        values[stride] = static_cast<uint64_t>(bytes);
        return pragmac_device_launch(&frame, &site, values);
    }
    int on_all() { return launch(memory.data(), 12, sizeof(double)); }
    double sum() const { return std::accumulate(memory.begin(), memory.end(), 0.0); }
    void TearDown() override { pragmac_device_end(&frame, 0); }
};

TEST_F(DeviceCall, NothingComesHomeBeforeItIsAskedFor) {
    ASSERT_EQ(on_all(), 0);
    ASSERT_EQ(on_all(), 0);
    EXPECT_EQ(sum(), 12.0);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 0);
    EXPECT_EQ(sum(), 36.0);
    EXPECT_EQ(frame.device, nullptr);
}

TEST_F(DeviceCall, IsCopiedInOnce) {
    ASSERT_EQ(on_all(), 0);
    memory[0] = 100.0; // nobody was told
    ASSERT_EQ(on_all(), 0);
    pragmac_device_end(&frame, 0);
    EXPECT_EQ(memory[0], 3.0);
}

TEST_F(DeviceCall, HostCodeReadsAndWritesBetweenLaunches) {
    ASSERT_EQ(on_all(), 0);
    ASSERT_EQ(pragmac_device_host_access(&frame, memory.data(), 0), 0);
    EXPECT_EQ(sum(), 24.0);
    ASSERT_EQ(pragmac_device_host_access(&frame, memory.data(), 1), 0);
    memory[0] = 100.0;
    ASSERT_EQ(on_all(), 0);
    pragmac_device_end(&frame, 0);
    EXPECT_EQ(memory[0], 101.0);
    EXPECT_EQ(memory[1], 3.0);
}

TEST_F(DeviceCall, BetweenTheElementsOfAStridedArrayNothingChanges) {
    for (int64_t bytes : {24, -24}) {
        double *first = bytes > 0 ? memory.data() : memory.data() + 9;
        ASSERT_EQ(launch(first, 4, bytes), 0);
        memory[1] = memory[5] = 50.0; // another thread's elements
        pragmac_device_end(&frame, 0);
        EXPECT_EQ(memory[1], 50.0);
        EXPECT_EQ(memory[5], 50.0);
    }
    for (size_t i : {0u, 3u, 6u, 9u})
        EXPECT_EQ(memory[i], 3.0);
}

TEST_F(DeviceCall, NewArraysOfZerosAreClearedThere) {
    memory.assign(12, 5.0); // never read
    pragmac_device_fresh(&frame, memory.data(), 12 * sizeof(double), 1);
    ASSERT_EQ(on_all(), 0);
    pragmac_device_end(&frame, 0);
    EXPECT_EQ(sum(), 12.0);
}

TEST_F(DeviceCall, GivenUpMemoryIsNotWritten) {
    auto *own = static_cast<double *>(pragmac_allocate(&frame, 12 * sizeof(double), 1));
    ASSERT_EQ(launch(own, 12, sizeof(double)), 0);
    pragmac_release(&frame, nullptr);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 0);
}

TEST_F(DeviceCall, EmptyArraysAndStatusPassThrough) {
    EXPECT_EQ(launch(memory.data(), 0, sizeof(double)), 0);
    EXPECT_EQ(pragmac_device_end(&frame, 1), 1);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 0);
    EXPECT_EQ(sum(), 12.0);
}

} // namespace
