// Launches: every iteration once, last values, the first error in loop order, clauses.
#include "emit_fixture.h"

#include <limits>

namespace pragmac::testing {
namespace {

// Threads and chunk sizes that every test runs under.
template <class F> void for_each_split(F &&f) {
    for (int threads : {1, 2, 8})
        for (int64_t chunk : {0, 1, 7}) {
            CountingRuntime::threads = threads;
            CountingRuntime::chunk = chunk;
            SCOPED_TRACE(std::to_string(threads) + " threads, chunk " + std::to_string(chunk));
            f();
        }
    CountingRuntime::threads = 1;
    CountingRuntime::chunk = 0;
}

TEST(EmitLaunch, RunsEveryIterationOnce) {
    for (auto [lo, hi, step] :
         {std::tuple{0, 100, 1}, {0, 100, 7}, {99, -1, -1}, {99, 0, -10}, {50, 50, 1}, {3, 4, 5}}) {
        Machine machine(
            R"(func "f" [%x: i64[_] array c_order parameter, %lo: i64 value, %hi: i64 value] -> [] overlap 0 {
  launch %i: i64 value = %lo to %hi step )" +
            std::to_string(step) + R"(:i64 (proved) {
    store %x[%i] = add(load %x[%i], add(%i, 1:i64))
  }
})");
        for_each_split([&, lo = lo, hi = hi, step = step] {
            std::vector<int64_t> x(100, 0), expected(100, 0);
            for (int i = lo; step > 0 ? i < hi : i > hi; i += step)
                expected[i] = i + 1;
            Slots slots;
            add_array(slots, x.data(), {100});
            slots.push_back(slot(lo));
            slots.push_back(slot(hi));
            ASSERT_EQ(machine.call(slots), 0);
            EXPECT_EQ(x, expected);
        });
    }
}

TEST(EmitLaunch, CellsAreReadFromOutsideAndTheLastValueComesBack) {
    Machine machine(R"(func "f" [%n: i64 value, %z: c128 value] -> [i64, f64, c128] overlap 0 {
  alloc %t: i64 cell [] value -5:i64
  alloc %scale: f64 cell [] value 0x1p+1:f64
  alloc %u: f64 cell [] value 0x1p+0:f64
  alloc %v: c128 cell [] value %z
  launch %i: i64 value = 10:i64 to add(%n, 10:i64) step 1:i64 () {
    store %t[] = mul(%i, %i)
    store %u[] = mul(load %scale[], cast(load %t[], f64, value))
    store %v[] = make_complex(load %u[], load %scale[])
  }
  return [load %t[], load %u[], load %v[]]
})");
    for_each_split([&] {
        Slots slots{slot(50), slot(0.0), slot(0.0), 0, 0, 0, 0};
        ASSERT_EQ(machine.call(slots), 0);
        EXPECT_EQ(slots[3], slot(59 * 59));
        EXPECT_EQ(slots[4], slot(2.0 * 59 * 59));
        EXPECT_EQ(slots[5], slot(2.0 * 59 * 59));
        EXPECT_EQ(slots[6], slot(2.0));
        slots[0] = 0; // no iteration: the values from before
        slots[1] = slot(8.0);
        ASSERT_EQ(machine.call(slots), 0);
        EXPECT_EQ(slots[3], slot(-5));
        EXPECT_EQ(slots[4], slot(1.0));
        EXPECT_EQ(slots[5], slot(8.0));
    });
}

constexpr const char *failing =
    R"(func "f" [%bad: bool[_] array c_order parameter, %x: i64[_] array c_order parameter] -> [] overlap 0 {
  launch %i: i64 value = 0:i64 to dim(%bad, 0) step 1:i64 () {
    alloc %local: i64[_] array c_order [2:i64] value %i
    check logical_not(load %bad[%i]) IndexError "bad {0}" [load %local[1:i64]]
    store %x[%i] = 1:i64
  }
})";

// Iterations behind it may run or not.
TEST(EmitLaunch, TheFirstErrorInLoopOrderWinsAndEndsItsIteration) {
    Machine machine(failing);
    for_each_split([&] {
        std::vector<uint8_t> bad(100, 0);
        std::vector<int64_t> x(100, 0);
        for (int i : {37, 38, 52, 99})
            bad[i] = 1;
        Slots slots;
        add_array(slots, bad.data(), {100});
        add_array(slots, x.data(), {100});
        CountingRuntime::live = 0;
        EXPECT_EQ(machine.call(slots), 1);
        EXPECT_EQ(CountingRuntime::live, 0);
        EXPECT_EQ(machine.error().iteration, 37);
        EXPECT_EQ(machine.error().payload[0], 37u);
        EXPECT_EQ(machine.site().message, "bad {0}");
        for (int i = 0; i < 100; i++)
            if (i < 37 || bad[i]) {
                EXPECT_EQ(x[i], !bad[i]) << i;
            }
    });
}

TEST(EmitLaunch, ContinueEndsTheIterationAndReleasesItsArrays) {
    Machine machine(R"(func "f" [%x: i64[_] array c_order parameter] -> [] overlap 1 {
  alloc %all: i64[_] array c_order [dim(%x, 0)] zero _
  launch %i: i64 value = 0:i64 to dim(%x, 0) step 1:i64 () {
    alloc %local: i64[_] array c_order [2:i64] value %i
    if eq(mod(%i, 2:i64), 0:i64) { continue } else { }
    store %all[%i] = load %local[0:i64]
    for %j: i64 value = 0:i64 to 4:i64 step 1:i64 serial () {
      if eq(%j, 2:i64) { break } else { }
      store %all[%i] = add(load %all[%i], 1:i64)
    }
  }
  for %k: i64 value = 0:i64 to dim(%x, 0) step 1:i64 serial () { store %x[%k] = load %all[%k] }
})");
    for_each_split([&] {
        std::vector<int64_t> x(40, -1);
        Slots slots;
        add_array(slots, x.data(), {40});
        CountingRuntime::live = 0;
        ASSERT_EQ(machine.call(slots), 0);
        EXPECT_EQ(CountingRuntime::live, 0);
        for (int i = 0; i < 40; i++)
            EXPECT_EQ(x[i], i % 2 ? i + 2 : 0);
    });
}

TEST(EmitLaunch, AtomicUpdatesLoseNothing) {
    for (auto [type, op, value] : {std::tuple{"i64", "add", "3:i64"},
                                   {"f64", "add", "0x1.8p+1:f64"},
                                   {"f32", "sub", "0x1p+0:f32"},
                                   {"u8", "add", "1:u8"},
                                   {"i32", "np_max", "5:i32"},
                                   {"f64", "np_max", "0x1p+2:f64"},
                                   {"i16", "mul", "3:i16"},
                                   {"bool", "bit_or", "true:bool"},
                                   {"c64", "add", "(0x1p+0 0x1p+1):c64"}}) {
        std::string t = type;
        auto program = [&](const char *loop, const char *order) {
            return "func \"f\" [%x: " + t + "[_] array c_order parameter] -> [] overlap 0 {\n" +
                   loop + " { update %x[mod(%i, 3:i64)] " + op + " " + value + " " + order + " } }";
        };
        Machine parallel(
            program("launch %i: i64 value = 0:i64 to 300:i64 step 1:i64 ()", "atomic"));
        Machine serial(
            program("for %i: i64 value = 0:i64 to 300:i64 step 1:i64 serial ()", "plain"));
        uint64_t expected[6] = {}, x[6];
        EXPECT_EQ(serial.call({slot(expected), 3, 0}), 0);
        for_each_split([&] {
            std::memset(x, 0, sizeof x);
            EXPECT_EQ(parallel.call({slot(x), 3, 0}), 0);
            EXPECT_EQ(std::memcmp(x, expected, sizeof x), 0) << t << " " << op;
        });
    }
}

TEST(EmitLaunch, ClausesReachTheRuntime) {
    auto run = [](const char *clauses) {
        Machine machine(std::string("func \"f\" [] -> [] overlap 0 {\n"
                                    "launch %i: i64 value = 0:i64 to 4:i64 step 1:i64 ") +
                        clauses + " { } }");
        machine.call(Slots{0});
    };
    run("(num_threads 3 schedule guided chunk 5)");
    EXPECT_EQ(CountingRuntime::asked_threads, 3);
    EXPECT_EQ(CountingRuntime::asked_schedule, 2);
    EXPECT_EQ(CountingRuntime::asked_chunk, 5);
    run("(single)");
    EXPECT_EQ(CountingRuntime::asked_threads, 1);
    EXPECT_EQ(CountingRuntime::asked_schedule, 0);
    run("()");
    EXPECT_EQ(CountingRuntime::asked_threads, 0);
}

TEST(EmitLaunch, IterationsAtTheEndsOfI64) {
    constexpr int64_t greatest = std::numeric_limits<int64_t>::max();
    Machine machine(
        R"(func "f" [%x: i64[_] array c_order parameter, %lo: i64 value, %hi: i64 value] -> [] overlap 0 {
  launch %i: i64 value = %lo to %hi step 2:i64 () {
    store %x[floor_div(sub(%i, %lo), 2:i64)] = %i
  }
})");
    for_each_split([&] {
        int64_t x[4] = {0, 0, 0, 0};
        Slots slots;
        add_array(slots, x, {4});
        slots.push_back(slot(greatest - 5));
        slots.push_back(slot(greatest));
        ASSERT_EQ(machine.call(slots), 0);
        EXPECT_EQ(x[0], greatest - 5);
        EXPECT_EQ(x[2], greatest - 1);
        EXPECT_EQ(x[3], 0);
    });
}

// A node is an operation; the inner loop's rows are half as long as the longest, on average.
TEST(EmitLaunch, TellsAboutHowMuchWorkThereIs) {
    auto work_of = [](const std::string &inner) {
        Machine machine(
            R"(func "f" [%x: i64[_] array c_order parameter, %n: i64 value] -> [] overlap 0 {
  launch %i: i64 value = 0:i64 to %n step 1:i64 (proved) {
    )" + inner + R"(
  }
})");
        std::vector<int64_t> x(1000, 0);
        Slots slots;
        add_array(slots, x.data(), {1000});
        slots.push_back(slot(int64_t{1000}));
        EXPECT_EQ(machine.call(slots), 0);
        return CountingRuntime::asked_work;
    };
    EXPECT_EQ(work_of("store %x[%i] = add(%i, 1:i64)"), 1000 * 2);
    std::string store = "step 1:i64 serial () { store %x[%i] = add(%i, %j) }";
    EXPECT_EQ(work_of("for %j: i64 value = 0:i64 to 50:i64 " + store), 1000 * 50 * 2);
    EXPECT_EQ(work_of("for %j: i64 value = 0:i64 to %i " + store), 1000 * 500 * 2);
    EXPECT_EQ(work_of("let %m: i64 value = mul(%n, 2:i64) for %j: i64 value = 0:i64 to %m " + store),
              1000 * (2000 * 2 + 2));
    EXPECT_EQ(work_of("for %j: i64 value = 0:i64 to load %x[%i] " + store), 1000 * 16 * 2);
}

} // namespace
} // namespace pragmac::testing
