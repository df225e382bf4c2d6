// The table of addresses: sorted, without doubles, complete.
#include "symbols.h"

#include "abi.h"
#include "numeric.h"

#include <gtest/gtest.h>

#include <algorithm>
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
