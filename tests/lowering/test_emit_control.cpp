// Control flow in compiled code: loops at the ends of i64, jumps through nests, lazy arms.
#include "emit_fixture.h"

#include <limits>

namespace pragmac::testing {
namespace {

constexpr int64_t least = std::numeric_limits<int64_t>::min();
constexpr int64_t greatest = std::numeric_limits<int64_t>::max();

// Counts the iterations of range(lo, hi, step) and sums the values, wrapping.
std::string counting_loop(int64_t step) {
    return R"(func "f" [%lo: i64 value, %hi: i64 value] -> [i64, i64] overlap 0 {
  alloc %count: i64 cell [] value 0:i64
  alloc %sum: i64 cell [] value 0:i64
  for %i: i64 value = %lo to %hi step )" +
           std::to_string(step) + R"(:i64 serial () {
    store %count[] = add(load %count[], 1:i64)
    store %sum[] = add(load %sum[], %i)
    if eq(load %count[], 1000:i64) { break } else { }
  }
  return [load %count[], load %sum[]]
})";
}

struct Range {
    int64_t lo, hi, step;
};

class CountedLoop : public ::testing::TestWithParam<Range> {};

TEST_P(CountedLoop, RunsOncePerValueOfTheRange) {
    Range r = GetParam();
    int64_t count = 0;
    uint64_t sum = 0;
    __int128 step = r.step;
    for (__int128 i = r.lo; (step > 0 ? i < r.hi : i > r.hi) && count < 1000; i += step)
        count++, sum += static_cast<uint64_t>(i);
    Machine machine(counting_loop(r.step));
    Slots slots{slot(r.lo), slot(r.hi), 0, 0};
    ASSERT_EQ(machine.call(slots), 0);
    EXPECT_EQ(slots[2], static_cast<uint64_t>(count));
    EXPECT_EQ(slots[3], sum);
}

INSTANTIATE_TEST_SUITE_P(Ends, CountedLoop,
                         ::testing::Values(Range{0, 10, 1}, Range{0, 0, 1}, Range{5, 3, 1},
                                           Range{0, 10, 3}, Range{10, 0, -1}, Range{10, 0, -4},
                                           Range{0, 10, -1}, Range{greatest - 3, greatest, 1},
                                           Range{greatest - 3, greatest, 2},
                                           Range{greatest - 1, greatest, greatest},
                                           Range{least, least + 4, 1}, Range{least + 3, least, -1},
                                           Range{least, greatest, greatest},
                                           Range{greatest, least, least}, Range{least, greatest, 1},
                                           Range{greatest, least, -1}, Range{least, greatest, 3}));

TEST(EmitControl, RangeLengthAgreesWithCounting) {
    Machine machine(R"(func "f" [%lo: i64 value, %hi: i64 value, %s: i64 value] -> [i64] overlap 0 {
  return [range_length(%lo, %hi, %s)]
})");
    auto length = [&](int64_t lo, int64_t hi, int64_t step) {
        Slots slots{slot(lo), slot(hi), slot(step), 0};
        machine.call(slots);
        return slots[3];
    };
    EXPECT_EQ(length(0, 10, 3), 4u);
    EXPECT_EQ(length(10, 0, -3), 4u);
    EXPECT_EQ(length(0, 10, -3), 0u);
    EXPECT_EQ(length(least, greatest, 1), ~uint64_t{0});
    EXPECT_EQ(length(greatest, least, least), 2u);
    EXPECT_EQ(length(least, greatest, greatest), 3u);
}

TEST(EmitControl, BreakAndContinueBelongToTheInnermostLoop) {
    Machine machine(R"(func "f" [%n: i64 value] -> [i64] overlap 0 {
  alloc %sum: i64 cell [] value 0:i64
  for %i: i64 value = 0:i64 to %n step 1:i64 serial () {
    if eq(mod(%i, 3:i64), 1:i64) { continue } else { }
    for %j: i64 value = 0:i64 to %n step 1:i64 serial () {
      if gt(%j, %i) { break } else { }
      if eq(%j, 2:i64) { continue } else { store %sum[] = add(load %sum[], %j) }
    }
    if eq(%i, 8:i64) { break } else { }
    store %sum[] = add(load %sum[], 100:i64)
  }
  return [load %sum[]]
})");
    for (int64_t n : {0, 1, 5, 12}) {
        int64_t expected = 0;
        for (int64_t i = 0; i < n; i++) {
            if (i % 3 == 1)
                continue;
            for (int64_t j = 0; j < n && j <= i; j++)
                expected += j == 2 ? 0 : j;
            if (i == 8)
                break;
            expected += 100;
        }
        Slots slots{slot(n), 0};
        ASSERT_EQ(machine.call(slots), 0);
        EXPECT_EQ(slots[1], slot(expected)) << n;
    }
}

TEST(EmitControl, LeaveEndsTheInlinedBodyFromInsideItsLoops) {
    Machine machine(R"(func "f" [%n: i64 value] -> [i64] overlap 0 {
  alloc %found: i64 cell [] value -1:i64
  for %i: i64 value = 0:i64 to 3:i64 step 1:i64 serial () {
    inline "g" {
      for %j: i64 value = 0:i64 to 100:i64 step 1:i64 serial () {
        if ge(mul(%j, %j), %n) { store %found[] = add(%j, mul(1000:i64, %i)) leave } else { }
      }
      store %found[] = -2:i64
    }
  }
  return [load %found[]]
})");
    Slots slots{slot(50), 0};
    ASSERT_EQ(machine.call(slots), 0);
    EXPECT_EQ(slots[1], 2008u);
    slots[0] = slot(1000000);
    machine.call(slots);
    EXPECT_EQ(slots[1], slot(-2));
}

TEST(EmitControl, StatementsAfterAJumpAreDead) {
    Machine machine(R"(func "f" [%n: i64 value] -> [i64] overlap 0 {
  while true:bool {
    if lt(%n, 0:i64) { return [1:i64] } else { return [2:i64] }
    return [3:i64]
  }
  return [4:i64]
})");
    Slots slots{slot(-1), 0};
    machine.call(slots);
    EXPECT_EQ(slots[1], 1u);
    slots[0] = 0;
    machine.call(slots);
    EXPECT_EQ(slots[1], 2u);
}

TEST(EmitControl, LazyReadsOnlyTheChosenArm) {
    Machine machine(
        R"(func "f" [%x: f64[_] array c_order parameter, %i: i64 value] -> [f64] overlap 0 {
  return [lazy(in_range(%i, dim(%x, 0)), load %x[%i], 0x1.8p+1:f64)]
})");
    double x[] = {7.0};
    Slots slots;
    add_array(slots, x, {1});
    slots.insert(slots.end(), {0, 0});
    machine.call(slots);
    EXPECT_EQ(slots[4], slot(7.0));
    slots[3] = slot(int64_t{1} << 50); // would fault
    machine.call(slots);
    EXPECT_EQ(slots[4], slot(3.0));
}

TEST(EmitControl, PrintPassesValuesAndItsFailureEndsTheCall) {
    Machine machine(R"(func "f" [%n: i64 value] -> [] overlap 0 {
  print "n = {0} {1}" [%n, lt(%n, 0:i64)]
  print "again {0}" [7:i64]
})");
    EXPECT_EQ(machine.call({slot(-4)}), 0);
    EXPECT_EQ(machine.printed(), (std::vector<uint64_t>{slot(-4), 1, 7}));
    EXPECT_EQ(machine.call({slot(13)}), 1);
    EXPECT_TRUE(machine.site().print);
    EXPECT_EQ(machine.site().message, "n = {0} {1}");
    EXPECT_EQ(machine.printed().size(), 2u);
}

} // namespace
} // namespace pragmac::testing
