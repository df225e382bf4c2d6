// Facts about index arrays, and where they are broken: against a search over all pairs.
#include "abi.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace pragmac {
namespace {

// A one-dimensional integer array in memory, every second element of a buffer.
template <class T> struct Indices {
    explicit Indices(const std::vector<T> &values) : length(static_cast<int64_t>(values.size())) {
        for (T v : values)
            buffer.insert(buffer.end(), {v, T(99)});
    }
    int64_t stride() const { return 2 * static_cast<int64_t>(sizeof(T)); }
    int32_t element() const {
        auto size = static_cast<int32_t>(sizeof(T));
        return std::is_signed_v<T> ? -size : size;
    }
    bool unique(int64_t lo, int64_t hi, int64_t extent) const {
        return pragmac_unique(buffer.data(), stride(), element(), length, lo, hi, extent) != 0;
    }
    bool sorted(int64_t lo, int64_t hi, int64_t least) const {
        return pragmac_sorted(buffer.data(), stride(), element(), length, lo, hi, least) != 0;
    }
    std::pair<int64_t, int64_t> breach(int64_t lo, int64_t hi, int64_t limit, bool unique) const {
        auto at = [&](int32_t later) {
            return pragmac_breach(buffer.data(), stride(), element(), length, lo, hi, limit, unique,
                                  later);
        };
        return {at(0), at(1)};
    }
    std::vector<T> buffer;
    int64_t length;
};

using Pair = std::pair<int64_t, int64_t>;
const Pair none{-1, -1};

TEST(Breach, FirstIndexThatComesAgainAndWhereItWas) {
    Indices<int64_t> k({5, 3, 1, 3, 5, 1});
    EXPECT_EQ(k.breach(0, 6, 10, true), Pair(1, 3));
    EXPECT_EQ(k.breach(2, 6, 10, true), Pair(2, 5));
    EXPECT_EQ(k.breach(0, 3, 10, true), none);
    EXPECT_EQ(k.breach(3, 3, 10, true), none);
}

TEST(Breach, NegativeIndicesCountFromTheEnd) {
    EXPECT_EQ(Indices<int8_t>({1, -9, -1, 9}).breach(0, 4, 10, true), Pair(0, 1));
    EXPECT_EQ(Indices<uint64_t>({1, ~uint64_t{8}}).breach(0, 2, 10, true), none);
}

TEST(Breach, WhatIsNoIndexIsPassedOver) {
    EXPECT_EQ(Indices<int32_t>({12, 12, -11, -11, 4, 4}).breach(0, 6, 10, true), Pair(4, 5));
    EXPECT_EQ(Indices<int32_t>({12, 12}).breach(0, 2, 10, true), none);
}

TEST(Breach, RangesThatLeaveTheArrayAreCut) {
    Indices<int16_t> k({2, 2});
    EXPECT_EQ(k.breach(-5, 100, 10, true), Pair(0, 1));
    EXPECT_EQ(k.breach(1, 100, 10, true), none);
}

TEST(Breach, FirstValueBelowTheOneBeforeIt) {
    constexpr int64_t any = INT64_MIN;
    EXPECT_EQ(Indices<int64_t>({0, 5, 3, 9, 1}).breach(0, 5, any, false), Pair(1, 2));
    EXPECT_EQ(Indices<int64_t>({0, 5, 5, 9}).breach(0, 4, any, false), none);
    EXPECT_EQ(Indices<uint8_t>({200, 3}).breach(0, 2, any, false), Pair(0, 1));
    EXPECT_EQ(Indices<int64_t>({7}).breach(0, 1, any, false), none);
}

TEST(Breach, AFirstValueBelowTheLeast) {
    EXPECT_EQ(Indices<int64_t>({-2, 5, 9}).breach(0, 3, 0, false), Pair(0, 1));
    EXPECT_EQ(Indices<int64_t>({-2, 5, 9}).breach(1, 3, 0, false), none);
    EXPECT_EQ(Indices<int64_t>({-2}).breach(0, 1, 0, false), none); // one value bounds no row
}

// breach finds a place exactly where the test fails for a reason of its own.
TEST(Breach, AgreesWithTheTests) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; round++) {
        std::vector<int16_t> values(random() % 7);
        for (int16_t &v : values)
            v = static_cast<int16_t>(static_cast<int>(random() % 12) - 6);
        Indices<int16_t> k(values);
        auto [p, q] = k.breach(0, k.length, 6, true);
        EXPECT_EQ(q < 0, k.unique(0, k.length, 6)); // all values are indices of six elements
        if (q >= 0) {
            auto element = [&](int64_t at) { return values[at] < 0 ? values[at] + 6 : values[at]; };
            EXPECT_LT(p, q);
            EXPECT_EQ(element(p), element(q));
            EXPECT_TRUE(k.unique(0, q, 6)) << "an earlier pair";
        }
        EXPECT_EQ(k.breach(0, k.length, INT64_MIN, false) == none,
                  k.sorted(0, k.length, INT64_MIN));
    }
}

TEST(Separate, ShapesAreExtentsThenStrides) {
    std::vector<double> memory(40);
    const int64_t row[] = {5, 16}, matrix[] = {2, 5, 40, 8};
    auto separate = [&](size_t a, size_t b) {
        return pragmac_separate(&memory[a], row, 1, 8, &memory[b], matrix, 2, 8);
    };
    EXPECT_EQ(separate(20, 0), 1);
    EXPECT_EQ(separate(0, 9), 1); // elements 0 2 4 6 8 and 9 … 18
    EXPECT_EQ(separate(1, 9), 0);
}

} // namespace
} // namespace pragmac
