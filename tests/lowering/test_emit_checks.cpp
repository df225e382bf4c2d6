// Checks in compiled code: what the frame says, and that every way out frees local arrays.
#include "emit_fixture.h"

namespace pragmac::testing {
namespace {

TEST(EmitChecks, AFailedCheckFillsTheFrame) {
    Machine machine(R"(func "f" [%i: i64 value, %c: c64 value] -> [] overlap 0 {
  check true:bool ValueError "never" []
  check lt(%i, 10:i64) IndexError "index {0}, {1}, {2}" [%i, %c, true:bool]
  check lt(%i, 5:i64) ValueError "too large" []
})");
    EXPECT_EQ(machine.call({slot(4), 0, 0}), 0);
    EXPECT_EQ(machine.error().site, -1);
    EXPECT_EQ(machine.call({slot(11), slot(1.5f), slot(-2.0f)}), 1);
    EXPECT_EQ(machine.site().exception, Exception::IndexError);
    EXPECT_EQ(machine.site().message, "index {0}, {1}, {2}");
    EXPECT_EQ(machine.site().payload,
              (std::vector<Type>{scalar(DType::i64), scalar(DType::c64), scalar(DType::b1)}));
    EXPECT_EQ(machine.error().payload[0], 11u);
    EXPECT_EQ(machine.error().payload[1], slot(1.5f));
    EXPECT_EQ(machine.error().payload[2], slot(-2.0f));
    EXPECT_EQ(machine.error().payload[3], 1u);
    EXPECT_EQ(machine.call({slot(7), 0, 0}), 1);
    EXPECT_EQ(machine.site().exception, Exception::ValueError);
}

TEST(EmitChecks, StoresBeforeTheCheckStayAndLaterOnesDoNotHappen) {
    Machine machine(R"(func "f" [%x: i64[_] array c_order parameter] -> [] overlap 0 {
  for %i: i64 value = 0:i64 to 10:i64 step 1:i64 serial () {
    check in_range(%i, dim(%x, 0)) IndexError "out" []
    store %x[%i] = %i
  }
})");
    int64_t x[] = {9, 9, 9, 9};
    Slots slots;
    add_array(slots, x, {3});
    EXPECT_EQ(machine.call(slots), 1);
    EXPECT_EQ(x[2], 2);
    EXPECT_EQ(x[3], 9);
}

TEST(EmitChecks, SitesNameTheLineAndTheCallsThatLedThere) {
    Arena arena;
    Builder b(arena);
    NodeRef i = b.value_var("i", scalar(DType::i64));
    auto at = [&](uint32_t line) { return b.span = Span{0, line, 1, line, 9}, &b; };
    NodeRef check =
        at(30)->check(b.compare(CompareOp::lt, i, b.i64(0)), Exception::ValueError, "m");
    NodeRef inner = at(20)->inline_call("inner", b.block({check}));
    NodeRef outer = at(10)->inline_call("outer", b.block({inner}));
    Machine machine(as<Func>(b.func("f", {i}, {}, false, b.block({outer}))));
    ASSERT_EQ(machine.call({slot(1)}), 1);
    ASSERT_EQ(machine.site().spans.size(), 3u);
    EXPECT_EQ(machine.site().spans[0].line, 30u);
    EXPECT_EQ(machine.site().spans[1].line, 20u);
    EXPECT_EQ(machine.site().spans[2].line, 10u);
    EXPECT_EQ(machine.site().functions, (std::vector<std::string>{"inner", "outer", "f"}));
}

// Small ones of a constant size that only their elements are used of.
TEST(EmitChecks, SmallArraysLieOnTheStack) {
    auto allocations = [](const std::string &extent, const std::string &use) {
        Machine machine("func \"f\" [%n: i64 value] -> [f64] overlap 0 {\n"
                        "alloc %a: f64[_] array c_order [" +
                        extent + "] value 0x1p+0:f64\n" + use +
                        "\nlet %r: f64 value = load %a[2:i64]\nreturn [%r]\n}");
        CountingRuntime::allocations = 0;
        Slots slots{slot(4), 0};
        EXPECT_EQ(machine.call(slots), 0);
        EXPECT_EQ(slots[1], slot(1.0));
        return CountingRuntime::allocations.load();
    };
    EXPECT_EQ(allocations("512:i64", ""), 0);
    EXPECT_EQ(allocations("513:i64", ""), 1);
    EXPECT_EQ(allocations("%n", ""), 1);
}

// One exit per value of %how; each passes several blocks that own arrays.
TEST(EmitChecks, EveryWayOutFreesTheArraysItPasses) {
    Machine machine(R"(func "f" [%how: i64 value] -> [i64] overlap 0 {
  alloc %a: f64[_] array c_order [1000:i64] zero _
  for %i: i64 value = 0:i64 to 3:i64 step 1:i64 serial () {
    alloc %b: f64[_] array c_order [1000:i64] uninitialised _
    inline "g" {
      alloc %c: f64[_] array c_order [1000:i64] uninitialised _
      while true:bool {
        alloc %d: f64[_] array c_order [1000:i64] value 0x1p+0:f64
        if eq(%how, 1:i64) { break } else { }
        if eq(%how, 2:i64) { leave } else { }
        check ne(%how, 3:i64) ValueError "three" []
        if eq(%how, 4:i64) { return [%i] } else { }
        store %a[0:i64] = add(load %a[0:i64], load %d[3:i64])
        if lt(load %a[0:i64], 0x1.4p+3:f64) { continue } else { break }
      }
      if eq(%how, 5:i64) { leave } else { }
    }
    if eq(%how, 6:i64) { continue } else { }
    if eq(%how, 7:i64) { break } else { }
  }
  return [cast(load %a[0:i64], i64, saturate)]
})");
    int expected[] = {1 + 3 + 3 + 12, 10, 10, 4, 4, 19, 19, 1 + 1 + 1 + 10};
    for (int how = 0; how < 8; how++) {
        CountingRuntime::allocations = 0;
        CountingRuntime::live = 0;
        Slots slots{slot(how), 0};
        EXPECT_EQ(machine.call(slots), how == 3) << how;
        EXPECT_EQ(CountingRuntime::live, 0) << how;
        EXPECT_EQ(CountingRuntime::allocations, expected[how]) << how;
    }
}

TEST(EmitChecks, ImpossibleSizesAreMemoryErrors) {
    Machine machine(R"(func "f" [%n: i64 value, %m: i64 value] -> [] overlap 0 {
  alloc %a: f64[_,_] array c_order [%n, %m] uninitialised _
})");
    CountingRuntime::live = 0;
    EXPECT_EQ(machine.call({slot(3), slot(4)}), 0);
    EXPECT_EQ(machine.call({slot(0), slot(int64_t{1} << 46)}), 0);
    for (auto [n, m] : {std::pair{int64_t{1} << 40, int64_t{1} << 40},
                        {int64_t{1} << 60, 2L},
                        {-1L, 1L},
                        {0L, int64_t{1} << 47}, // proofs rely on smaller extents
                        {int64_t{1} << 50, 1L}}) {
        EXPECT_EQ(machine.call({slot(n), slot(m)}), 1) << n << " " << m;
        EXPECT_EQ(machine.site().exception, Exception::MemoryError);
    }
    EXPECT_EQ(CountingRuntime::live, 0);
}

} // namespace
} // namespace pragmac::testing
