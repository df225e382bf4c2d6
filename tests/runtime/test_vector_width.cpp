// The width of vectors: what the processor has, and what the probe says.
#include "vector_width.h"

#include <gtest/gtest.h>

namespace pragmac {
namespace {

TEST(VectorWidth, IsWhatTheProcessorHas) {
    EXPECT_TRUE(widest_vectors() == 256 || widest_vectors() == 512);
    EXPECT_LE(vector_bits(), widest_vectors());
    if (widest_vectors() == 256) {
        EXPECT_EQ(gain_of_wide_vectors(), 1);
    }
}

TEST(VectorWidth, WideVectorsAreChosenWhereTheyPay) {
    EXPECT_EQ(bits_for(1), 256);
    EXPECT_EQ(bits_for(0.6), 256);
    EXPECT_EQ(bits_for(1.1), 256);
    EXPECT_EQ(bits_for(1.2), 512);
    EXPECT_EQ(bits_for(2), 512);
    EXPECT_GT(gain_of_wide_vectors(), 0);
}

TEST(VectorWidth, TheAnswerStays) {
    double gain = gain_of_wide_vectors();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(gain_of_wide_vectors(), gain);
}

} // namespace
} // namespace pragmac
