// Launches that may fail, one behind the other without a wait between them, on the emulated device.
#include "abi.h"
#include "launch_slots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

double *element(uint64_t *values, uint64_t k) {
    return reinterpret_cast<double *>(values[data]) + k;
}

bool behind_a_failure(uint64_t *values) {
    if (!values[number])
        return false;
    int32_t failed = reinterpret_cast<pragmac_device_failure *>(values[failure])->launch;
    return failed && failed != static_cast<int32_t>(values[number]);
}

// y[k] += 1, and an error from iteration `limit` on: what kernels with checks do.
void checked(const int64_t *place, uint64_t *values) {
    int64_t worker = place[0], workers = place[3];
    if (behind_a_failure(values))
        return;
    for (auto k = static_cast<uint64_t>(worker); k < values[trip];
         k += static_cast<uint64_t>(workers)) {
        if (k >= values[limit]) {
            auto *record = reinterpret_cast<pragmac_device_failure *>(values[failure]);
            reinterpret_cast<pragmac_device_error *>(values[errors])[worker] = {3, 0, {k}};
            record->first = std::max(record->first, ~k);
            record->launch = static_cast<int32_t>(values[number]);
            return;
        }
        *element(values, k) += 1.0;
    }
}

// y[k] += 1 without checks.
void unchecked(const int64_t *place, uint64_t *values) {
    int64_t worker = place[0], workers = place[3];
    if (!behind_a_failure(values))
        for (auto k = static_cast<uint64_t>(worker); k < values[trip];
             k += static_cast<uint64_t>(workers))
            *element(values, k) += 1.0;
}

struct DeviceLaunches : testing::Test {
    const void *kernels[2] = {reinterpret_cast<const void *>(&checked),
                              reinterpret_cast<const void *>(&unchecked)};
    pragmac_device_image image{nullptr, 0, kernels, nullptr, 2, 0};
    pragmac_device_array array{data, 1, 1, sizeof(double), 3};
    pragmac_device_site with_checks{&image, &array, 1, slots, 0, 0, 0, 0, 1, 7, 8};
    pragmac_device_site without{&image, &array, 1, slots, 0, 1, 0, 0, 0, 7, 8};
    pragmac_frame frame{};
    std::vector<double> a = std::vector<double>(3000), b = a;

    int launch(const pragmac_device_site &site, std::vector<double> &y, uint64_t fails_from,
               uint64_t count = 3000) {
        uint64_t values[slots] = {};
        values[trip] = values[extent] = count;
        values[step] = 1;
        values[data] = reinterpret_cast<uint64_t>(y.data());
        values[stride] = sizeof(double);
        values[limit] = fails_from;
        return pragmac_device_launch(&frame, &site, values);
    }
    void TearDown() override { pragmac_device_end(&frame, 0); }
    static constexpr uint64_t never = 3000;
};

TEST_F(DeviceLaunches, TheEndOfTheCallKnowsTheFirstThatFailed) {
    ASSERT_EQ(launch(with_checks, a, never), 0);
    ASSERT_EQ(launch(with_checks, b, 2500), 0);
    ASSERT_EQ(launch(with_checks, a, 17), 0); // does nothing, and is no error
    ASSERT_EQ(launch(without, a, never), 0); // neither
    EXPECT_EQ(pragmac_device_end(&frame, 0), 1);
    EXPECT_EQ(frame.error.site, 3);
    EXPECT_EQ(frame.error.payload[0], 2500u);
    EXPECT_EQ(a[0], 1.0);
    EXPECT_EQ(a[2999], 1.0);
}

TEST_F(DeviceLaunches, WithoutAFailureAllOfThemRun) {
    for (int i = 0; i < 5; i++)
        ASSERT_EQ(launch(i % 2 ? with_checks : without, a, never), 0);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 0);
    EXPECT_EQ(a[2999], 5.0);
}

TEST_F(DeviceLaunches, LargerLaunchesKeepWhatSmallerOnesFound) {
    ASSERT_EQ(launch(with_checks, a, 5, 20), 0);
    ASSERT_EQ(launch(with_checks, b, 0), 0);
    EXPECT_EQ(pragmac_device_end(&frame, 0), 1);
    EXPECT_EQ(frame.error.payload[0], 5u);
    EXPECT_EQ(b[0], 0.0);
}

TEST_F(DeviceLaunches, AreSettledBeforeEffectsOfTheHost) {
    EXPECT_EQ(pragmac_device_settle(&frame), 0);
    ASSERT_EQ(launch(with_checks, a, never), 0);
    EXPECT_EQ(pragmac_device_settle(&frame), 0);
    ASSERT_EQ(launch(with_checks, a, 40), 0);
    EXPECT_EQ(pragmac_device_settle(&frame), 1);
    EXPECT_EQ(frame.error.payload[0], 40u);
    EXPECT_EQ(pragmac_device_end(&frame, 1), 1); // which finds no other
    EXPECT_EQ(frame.error.payload[0], 40u);
}

TEST_F(DeviceLaunches, AreKnownWhereTheHostLooksOrStores) {
    ASSERT_EQ(launch(with_checks, a, 40), 0);
    EXPECT_EQ(pragmac_device_host_access(&frame, b.data(), 0), 0); // nothing to wait for
    EXPECT_EQ(pragmac_device_host_access(&frame, a.data(), 0), 1);
    pragmac_device_end(&frame, 1);
    ASSERT_EQ(launch(with_checks, a, 41), 0);
    EXPECT_EQ(pragmac_device_host_access(&frame, b.data(), 1), 1);
    EXPECT_EQ(frame.error.payload[0], 41u);
}

TEST_F(DeviceLaunches, ComeBeforeWhatTheHostFindsBehindThem) {
    ASSERT_EQ(launch(with_checks, a, 40), 0);
    frame.error.site = 99; // of a check of the host's
    EXPECT_EQ(pragmac_device_end(&frame, 1), 1);
    EXPECT_EQ(frame.error.site, 3);
    ASSERT_EQ(launch(with_checks, a, never), 0);
    frame.error.site = 99;
    EXPECT_EQ(pragmac_device_end(&frame, 1), 1);
    EXPECT_EQ(frame.error.site, 99);
}

TEST_F(DeviceLaunches, EndlessOnesEndWhenOneFails) {
    ASSERT_EQ(launch(with_checks, a, 0), 0);
    int started = 1;
    while (launch(with_checks, b, never) == 0)
        ASSERT_LT(++started, 10'000);
    EXPECT_EQ(frame.error.payload[0], 0u);
    EXPECT_EQ(b[0], 0.0);
    pragmac_device_end(&frame, 1);
}

} // namespace
