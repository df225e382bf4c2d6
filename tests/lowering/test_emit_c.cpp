// C texts of functions at the loop level: operators where they are right, helpers where not.
#include "emit_openmp.h"

#include "build.h"
#include "c_dialect.h"
#include "value_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pragmac {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string c_of(const std::string &parameters, const std::string &body) {
    Arena arena;
    Builder build(arena);
    ReadError error;
    NodeRef func =
        read("func \"f\" [" + parameters + "] -> [] overlap 0 {\n" + body + "\n}", build, error);
    EXPECT_TRUE(func) << error.line << ": " << error.message;
    return func ? emit_openmp(as<Func>(func)) : "";
}

constexpr const char *vector_of_i64 = "%x: i64[_] array c_order parameter";

// The text of `x[0] = value` where %i runs over the array.
std::string store_of(const std::string &value) {
    return c_of(vector_of_i64, "for %i: i64 value = 0:i64 to dim(%x, 0) step 1:i64 serial () {\n"
                               "store %x[0:i64] = " +
                                   value + "\n}");
}

TEST(EmitC, SumsOfLoopVariablesAreCsOwn) {
    EXPECT_THAT(store_of("add(%i, 1:i64)"), HasSubstr("x[0] = i + 1;"));
    EXPECT_THAT(store_of("mul(%i, dim(%x, 0))"), HasSubstr("wrap_mul_i64(i, x_n0)"));
    EXPECT_THAT(store_of("mul(%i, 1000:i64)"), HasSubstr("x[0] = i * 1000;"));
}

TEST(EmitC, SumsThatMayOverflowWrap) {
    EXPECT_THAT(store_of("add(load %x[%i], 1:i64)"), HasSubstr("wrap_add_i64(x[i], 1)"));
    EXPECT_THAT(store_of("neg(load %x[%i])"), HasSubstr("wrap_neg_i64(x[i])"));
    EXPECT_THAT(store_of("mul(100000:i64, 100000:i64)"), HasSubstr("(int64_t)100000 * 100000"));
}

TEST(EmitC, DivisionRoundsDown) {
    EXPECT_THAT(store_of("floor_div(%i, 3:i64)"), HasSubstr("x[0] = i / 3;"));
    EXPECT_THAT(store_of("floor_div(sub(%i, 1:i64), 3:i64)"), HasSubstr("floor_div_i64(i - 1, 3)"));
    EXPECT_THAT(store_of("mod(%i, sub(%i, 1:i64))"), HasSubstr("mod_i64(i, i - 1)"));
}

TEST(EmitC, OperandsKeepTheirOrder) {
    EXPECT_THAT(store_of("sub(%i, sub(%i, 1:i64))"), HasSubstr("x[0] = i - (i - 1);"));
    EXPECT_THAT(store_of("sub(sub(%i, %i), 1:i64)"), HasSubstr("x[0] = i - i - 1;"));
    EXPECT_THAT(store_of("mul(add(%i, 1:i64), 2:i64)"), HasSubstr("x[0] = (i + 1) * 2;"));
}

TEST(EmitC, IndicesThatMayBeNegativeAreTestedBelow) {
    auto check = [](const std::string &index) {
        return store_of("select(index_ok(" + index + ", dim(%x, 0)), 1:i64, 2:i64)");
    };
    EXPECT_THAT(check("%i"), HasSubstr("i < x_n0 ? 1 : 2"));
    EXPECT_THAT(check("sub(%i, 1:i64)"), HasSubstr("index_ok_i64(i - 1, x_n0) ? 1 : 2"));
}

TEST(EmitC, IntegersMeetFloatsExactly) {
    EXPECT_THAT(store_of("select(lt(load %x[%i], 0x1p+53:f64), 1:i64, 2:i64)"),
                HasSubstr("order_i64_f64(x[i], 9007199254740992.0) == -1"));
}

TEST(EmitC, WhatIsNeverReadIsLeftOut) {
    std::string text = c_of(vector_of_i64, "alloc %s: i64 cell [] uninitialised _\n"
                                           "let %unused: i64 value = dim(%x, 0)\n"
                                           "store %s[] = 3:i64");
    EXPECT_THAT(text, Not(HasSubstr("unused")));
    EXPECT_THAT(text, HasSubstr("(void)x;"));
}

TEST(EmitC, ParallelLoopsKeepTheLastValuesThatAreRead) {
    std::string text = c_of(
        vector_of_i64, "alloc %s: i64 cell [] uninitialised _\n"
                       "for %i: i64 value = 0:i64 to dim(%x, 0) step 1:i64 parallel (proved) {\n"
                       "store %s[] = load %x[%i]\n"
                       "}\n"
                       "store %x[0:i64] = load %s[]");
    EXPECT_THAT(text, HasSubstr("#pragma omp parallel for lastprivate(s)"));
    EXPECT_THAT(text, HasSubstr("s = s_2;"));
}

TEST(EmitC, SharesNamesWithNobody) {
    std::string text = c_of("%double: f64[_] array c_order parameter, %double_n0: i64 value "
                            "parameter",
                            "store %double[%double_n0] = 0x1p+0:f64");
    EXPECT_THAT(text, HasSubstr("double_2[double_n0] = 1.0;"));
}

TEST(EmitC, RefusesWhatItCannotSay) {
    EXPECT_THROW(c_of("%x: f16[_] array c_order parameter", "store %x[0:i64] = load %x[1:i64]"),
                 MissingInC);
}

TEST(ValueRanges, KnowWhatLoopsAndExtentsAllow) {
    Arena arena;
    Builder build(arena);
    NodeRef array = build.array_var("a", DType::f64, 1),
            i = build.value_var("i", scalar(DType::i64));
    NodeRef unknown = build.value_var("n", scalar(DType::i64));
    ValueRanges ranges;
    ranges.bind_loop(i, build.i64(2), build.dim(array, 0), 1);
    EXPECT_EQ(static_cast<int64_t>(ranges.of(i).lo), 2);
    EXPECT_TRUE(ranges.exact(BinaryOp::add, i, build.i64(5)).within(range_of_type(DType::i64)));
    EXPECT_FALSE(
        ranges.exact(BinaryOp::add, unknown, build.i64(1)).within(range_of_type(DType::i64)));
    ranges.bind_loop(i, build.i64(9), build.i64(-1), -2);
    EXPECT_EQ(static_cast<int64_t>(ranges.of(i).lo), 0);
    EXPECT_EQ(static_cast<int64_t>(ranges.of(i).hi), 9);
}

} // namespace
} // namespace pragmac
