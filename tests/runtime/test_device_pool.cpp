// Blocks that were given up: reused by size, bounded, given back when the device has no more.
#include "small_device.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace pragmac {
namespace {

// Of its memory so many bytes may be kept.
struct Small : SmallDevice {
    Small(int64_t bytes, int64_t kept) : SmallDevice(bytes, {.name = "small", .most_kept = kept}) {}
};

TEST(DevicePool, BlocksHoldWhatIsAskedForAndWasteAQuarterAtMost) {
    for (int64_t bytes = 513; bytes < (int64_t{1} << 46); bytes += bytes / 7 + 1) {
        int64_t block = DevicePool::block_bytes(bytes);
        ASSERT_GE(block, bytes);
        ASSERT_LE(block, bytes + bytes / 4 + 1);
        ASSERT_EQ(DevicePool::block_bytes(block), block);
    }
    EXPECT_EQ(DevicePool::block_bytes(1), 512);
    EXPECT_EQ(DevicePool::block_bytes(1024), 1024);
}

TEST(DevicePool, ABlockServesTheNextArrayOfItsSize) {
    Small device(1 << 20, 1 << 20);
    void *first = nullptr, *second = nullptr, *third = nullptr;
    ASSERT_EQ(device.take(1000, first), 0);
    device.give(first);
    ASSERT_EQ(device.take(1010, second), 0);
    EXPECT_EQ(first, second);
    ASSERT_EQ(device.take(1000, third), 0); // while the other is in use
    EXPECT_NE(second, third);
    EXPECT_EQ(device.asked.size(), 2u);
    device.give(second);
    device.give(third);
    device.give(nullptr);
    EXPECT_LT(device.free, 1 << 20);
    device.trim();
    EXPECT_EQ(device.free, 1 << 20);
}

TEST(DevicePool, NoMoreIsKeptThanTheDeviceAllows) {
    Small device(1 << 20, 2048);
    void *blocks[3] = {};
    for (void *&block : blocks)
        ASSERT_EQ(device.take(1024, block), 0);
    for (void *block : blocks)
        device.give(block);
    EXPECT_EQ(device.free, (1 << 20) - 2048);
}

TEST(DevicePool, KeptBlocksGoBackBeforeMemoryIsSaidToBeOut) {
    Small device(4096, 4096);
    void *small = nullptr, *large = nullptr, *more = nullptr;
    ASSERT_EQ(device.take(2048, small), 0);
    device.give(small);
    ASSERT_EQ(device.take(4096, large), 0);
    EXPECT_EQ(device.asked.size(), 3u); // asked in vain, then once more
    EXPECT_EQ(device.take(512, more), no_device_memory);
    device.give(large);
}

TEST(DevicePool, ThreadsNeverShareABlock) {
    Small device(1 << 20, 1 << 20);
    std::vector<void *> warm(8);
    for (void *&block : warm)
        ASSERT_EQ(device.take(600, block), 0);
    for (void *block : warm)
        device.give(block);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 2000; i++) {
                void *block = nullptr;
                wrong += device.take(600, block) != 0;
                *static_cast<int *>(block) = t;
                wrong += *static_cast<volatile int *>(block) != t;
                device.give(block);
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(device.asked.size(), 8u);
}

} // namespace
} // namespace pragmac
