// What an entry point of OpenCL notes when it fails.
#include "opencl_driver.h"

#include <gtest/gtest.h>

namespace pragmac {
namespace {

int made = 0;

struct OpenclEntries : testing::Test {
    void SetUp() override { note_failed_call(nullptr); }
};

TEST_F(OpenclEntries, StatusOtherThanZeroIsAFailure) {
    OpenclEntry<int32_t(int32_t)> entry{[](int32_t status) { return status; }, "clFinish"};
    EXPECT_EQ(entry(0), 0);
    EXPECT_EQ(last_failed_call(), nullptr);
    EXPECT_EQ(entry(-5), -5);
    EXPECT_STREQ(last_failed_call(), "clFinish");
}

TEST_F(OpenclEntries, NothingMadeIsAFailure) {
    OpenclEntry<void *(bool)> entry{[](bool makes) -> void * { return makes ? &made : nullptr; },
                                    "clSVMAlloc"};
    EXPECT_EQ(entry(true), &made);
    EXPECT_EQ(last_failed_call(), nullptr);
    EXPECT_EQ(entry(false), nullptr);
    EXPECT_STREQ(last_failed_call(), "clSVMAlloc");
}

TEST_F(OpenclEntries, WhatGivesNothingDoesNotFail) {
    OpenclEntry<void(int *)> entry{[](int *value) { *value = 7; }, "clSVMFree"};
    int value = 0;
    entry(&value);
    EXPECT_EQ(value, 7);
    EXPECT_EQ(last_failed_call(), nullptr);
}

} // namespace
} // namespace pragmac
