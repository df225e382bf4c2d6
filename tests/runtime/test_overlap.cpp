// Overlap against brute force: every byte of every element, for random small arrays.
#include "overlap.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>
#include <vector>

namespace pragmac {
namespace {

struct Array {
    int64_t base = 0;
    std::vector<int64_t> extents, strides;
    int64_t element = 8;

    StridedArray view() const {
        return {reinterpret_cast<const void *>(base), static_cast<int>(extents.size()),
                extents.data(), strides.data(), element};
    }
};

// Calls `each` with the address of every element.
void for_each_element(const Array &a, const std::function<void(int64_t)> &each, size_t d = 0,
                      int64_t offset = 0) {
    if (d == a.extents.size())
        return each(a.base + offset);
    for (int64_t i = 0; i < a.extents[d]; i++)
        for_each_element(a, each, d + 1, offset + i * a.strides[d]);
}

std::set<int64_t> bytes_of(const Array &a, bool &twice) {
    std::set<int64_t> bytes;
    twice = false;
    for_each_element(a, [&](int64_t address) {
        for (int64_t i = 0; i < a.element; i++)
            twice |= !bytes.insert(address + i).second;
    });
    return bytes;
}

Array random_array(std::mt19937 &random) {
    auto pick = [&](int low, int high) {
        return std::uniform_int_distribution<int64_t>(low, high)(random);
    };
    Array a;
    a.base = 4096 + pick(0, 60);
    a.element = std::vector<int64_t>{1, 2, 4, 8, 3}[static_cast<size_t>(pick(0, 4))];
    for (int64_t d = pick(0, 3); d > 0; d--) {
        a.extents.push_back(pick(0, 9) == 0 ? 0 : pick(1, 5));
        a.strides.push_back(pick(0, 1) ? pick(-5, 5) * a.element : pick(-30, 30));
    }
    return a;
}

TEST(Overlap, AgreesWithByteSets) {
    std::mt19937 random(20260101);
    int overlapping = 0, bounds_alone_wrong = 0;
    for (int trial = 0; trial < 20000; trial++) {
        Array a = random_array(random), b = random_array(random);
        bool twice = false;
        std::set<int64_t> in_a = bytes_of(a, twice);
        EXPECT_EQ(may_overlap_itself(a.view()), twice) << "trial " << trial;
        std::set<int64_t> in_b = bytes_of(b, twice);
        bool common = false;
        for (int64_t byte : in_b)
            common |= in_a.contains(byte);
        EXPECT_EQ(may_overlap(a.view(), b.view()), common) << "trial " << trial;
        overlapping += common;
        bounds_alone_wrong += !common && !in_a.empty() && !in_b.empty() &&
                              *in_a.begin() <= *in_b.rbegin() && *in_b.begin() <= *in_a.rbegin();
    }
    EXPECT_GT(overlapping, 2000);       // the trials try both answers,
    EXPECT_GT(bounds_alone_wrong, 200); // and pairs that only the exact test tells apart
}

TEST(Overlap, HalvesOfARowAreApart) {
    Array left{1 << 20, {100000, 50}, {800, 8}, 8}, right = left;
    right.base += 400;
    EXPECT_FALSE(may_overlap(left.view(), right.view()));
    right.base -= 8;
    EXPECT_TRUE(may_overlap(left.view(), right.view()));
}

TEST(Overlap, RealAndImaginaryPartsAreApart) {
    Array real{1 << 20, {1000}, {16}, 8}, imaginary{(1 << 20) + 8, {1000}, {16}, 8};
    EXPECT_FALSE(may_overlap(real.view(), imaginary.view()));
    imaginary.strides[0] = 24;
    EXPECT_TRUE(may_overlap(real.view(), imaginary.view()));
}

TEST(Overlap, ItselfByStrideZeroOrTooSmall) {
    EXPECT_TRUE(may_overlap_itself(Array{4096, {3, 4}, {0, 8}, 8}.view()));
    EXPECT_TRUE(may_overlap_itself(Array{4096, {10}, {4}, 8}.view()));
    EXPECT_TRUE(may_overlap_itself(Array{4096, {5, 5}, {8, 8}, 8}.view())); // a sliding window
    EXPECT_FALSE(may_overlap_itself(Array{4096, {1, 4}, {0, 8}, 8}.view()));
    EXPECT_FALSE(may_overlap_itself(Array{4096, {3, 4}, {-32, 8}, 8}.view()));
    EXPECT_FALSE(may_overlap_itself(Array{4096, {0, 4}, {0, 0}, 8}.view()));
}

// Interleaved strides make the search long: the limit ends it, with "may".
TEST(Overlap, GivesUpInTime) {
    Array a{1 << 20, {40, 40, 40, 40}, {100003 * 2, 100019 * 2, 100043 * 2, 100049 * 2}, 1};
    Array b = a;
    b.base += 1;
    b.strides = {100057 * 2, 100069 * 2, 100103 * 2, 100109 * 2};
    EXPECT_TRUE(may_overlap(a.view(), b.view())); // all addresses differ in the last bit
}

} // namespace
} // namespace pragmac
