// Frames: alignment, zeros, marks, detached memory, sizes that cannot be.
#include "abi.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace {

struct Frame : testing::Test {
    pragmac_frame frame{};
    void TearDown() override { pragmac_release(&frame, nullptr); }
};

TEST_F(Frame, AlignsEverySize) {
    for (int64_t bytes : {0, 1, 7, 64, 65, 4097, 1 << 20}) {
        void *data = pragmac_allocate(&frame, bytes, 0);
        ASSERT_NE(data, nullptr);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 64, 0u);
        std::memset(data, 0xab, static_cast<size_t>(bytes));
    }
}

TEST_F(Frame, ClearsWhenAsked) {
    for (int round = 0; round < 2; round++) { // the second time malloc hands out used memory
        auto *data = static_cast<unsigned char *>(pragmac_allocate(&frame, 1000, 1));
        for (int i = 0; i < 1000; i++)
            ASSERT_EQ(data[i], 0);
        std::memset(data, 0xff, 1000);
        pragmac_release(&frame, nullptr);
    }
}

TEST_F(Frame, RefusesImpossibleSizes) {
    EXPECT_EQ(pragmac_allocate(&frame, -1, 0), nullptr);
    EXPECT_EQ(pragmac_allocate(&frame, std::numeric_limits<int64_t>::max(), 0), nullptr);
    EXPECT_EQ(pragmac_allocate(&frame, int64_t{1} << 48, 1), nullptr);
    EXPECT_EQ(frame.allocations, nullptr);
}

// Leaks and double frees are found by the sanitizer builds.
TEST_F(Frame, ReleasesToAMark) {
    pragmac_allocate(&frame, 10, 0);
    pragmac_allocation *mark = frame.allocations;
    pragmac_allocate(&frame, 20, 0);
    pragmac_allocate(&frame, 30, 0);
    pragmac_release(&frame, mark);
    EXPECT_EQ(frame.allocations, mark);
    pragmac_release(&frame, nullptr);
    EXPECT_EQ(frame.allocations, nullptr);
}

TEST_F(Frame, DetachedMemoryOutlivesTheFrame) {
    pragmac_allocate(&frame, 10, 0);
    auto *kept = static_cast<char *>(pragmac_allocate(&frame, 20, 0));
    pragmac_allocate(&frame, 30, 0);
    pragmac_detach(&frame, kept);
    pragmac_release(&frame, nullptr);
    std::strcpy(kept, "still here");
    EXPECT_STREQ(kept, "still here");
    pragmac_free(kept);
    pragmac_free(nullptr);
}

TEST_F(Frame, ADetachedMarkEndsTheReleaseAtTheOldest) {
    void *data = pragmac_allocate(&frame, 10, 0);
    pragmac_allocation *mark = frame.allocations;
    pragmac_allocate(&frame, 20, 0);
    pragmac_detach(&frame, data);
    pragmac_release(&frame, mark);
    EXPECT_EQ(frame.allocations, nullptr);
    pragmac_free(data);
}

} // namespace
