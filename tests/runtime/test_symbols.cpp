// The table of addresses: sorted, without doubles, complete.
#include "symbols.h"

#include "abi.h"
#include "lane_math.h"
#include "numeric.h"
#include "vector_width.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace pragmac {
namespace {

void *address_of(std::string_view name) {
    for (const Symbol &symbol : runtime_symbols())
        if (symbol.name == name)
            return symbol.address;
    return nullptr;
}

TEST(Symbols, AreSortedAndUnique) {
    auto table = runtime_symbols();
    EXPECT_EQ(std::ranges::adjacent_find(table,
                                         [](const Symbol &a, const Symbol &b) {
                                             return std::string_view(a.name) >= b.name;
                                         }),
              table.end());
}

TEST(Symbols, HoldTheAbiAndEveryNumericEntryPoint) {
    EXPECT_EQ(address_of("pragmac_launch"), reinterpret_cast<void *>(&pragmac_launch));
    EXPECT_EQ(address_of("pragmac_release"), reinterpret_cast<void *>(&pragmac_release));
    EXPECT_EQ(address_of("printf"), nullptr);
    for (const NumericSymbol &symbol : numeric_symbols()) // this program has a copy of its own
        EXPECT_NE(address_of(symbol.name), nullptr) << symbol.name;
}

// All functions of several lanes, or none: generated code may refer to any of them.
TEST(Symbols, LaneFunctionsAreAllThere) {
    if (lane_symbols().empty())
        GTEST_SKIP() << "no SLEEF here, or a processor without AVX2 and FMA";
    for (const char *name : {
#define LANE_FUNCTION(name, arity, dtypes, routine, precision, doubtful)                           \
    "pragmac_lanes_" #name "_f64", "pragmac_lanes_" #name "_f64x2", "pragmac_lanes_" #name "_f64x4",
#include "lane_functions.def"
#undef LANE_FUNCTION
         })
        EXPECT_NE(address_of(name), nullptr) << name;
    EXPECT_NE(address_of("pragmac_lanes_pow_f32x8"), nullptr);
    bool wide = widest_vectors() == 512;
    EXPECT_EQ(address_of("pragmac_lanes_exp_f64x8") != nullptr, wide);
    EXPECT_EQ(address_of("pragmac_lanes_pow_f32x16") != nullptr, wide);
    EXPECT_EQ(address_of("pragmac_lanes_erf_f32"), nullptr);
}

TEST(Symbols, OneLaneTakesTheLibrarysAnswerWhereSleefHasNone) {
    if (lane_symbols().empty())
        GTEST_SKIP() << "no SLEEF here, or a processor without AVX2 and FMA";
    auto sinh = reinterpret_cast<double (*)(double)>(address_of("pragmac_lanes_sinh_f64"));
    auto exact = reinterpret_cast<double (*)(double)>(address_of("pragmac_sinh_f64"));
    EXPECT_EQ(sinh(710.0), exact(710.0));
    EXPECT_NEAR(sinh(2.0), std::sinh(2.0), 1e-15);
}

// What the slot form computes is what the address computes.
TEST(Symbols, SlotFormsCallTheSameFunction) {
    const NumericSymbol *power = find_numeric_symbol("pragmac_pow_i8");
    ASSERT_NE(power, nullptr);
    uint64_t arguments[2] = {static_cast<uint64_t>(-3), 3}, result = 0;
    power->call(arguments, &result);
    EXPECT_EQ(static_cast<int64_t>(result), -27);
    auto direct = reinterpret_cast<int8_t (*)(int8_t, int8_t)>(power->address);
    EXPECT_EQ(direct(-3, 3), -27);
}

} // namespace
} // namespace pragmac
