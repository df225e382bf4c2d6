// Arrays in compiled code: layouts, strides of any sign, alignment, element types, overlap.
#include "emit_fixture.h"

namespace pragmac::testing {
namespace {

// out[j, i] = x[i, j] for an f64 array of rank 2 in the given layout.
std::string transpose(const std::string &layout) {
    return R"(func "f" [%x: f64[_,_] array )" + layout +
           R"( parameter, %y: f64[_,_] array c_order parameter] -> [] overlap 0 {
  for %i: i64 value = 0:i64 to dim(%x, 0) step 1:i64 serial () {
    for %j: i64 value = 0:i64 to dim(%x, 1) step 1:i64 serial () {
      store %y[%j, %i] = load %x[%i, %j]
    }
  }
})";
}

// Runs it on a view of `storage` whose element (i, j) lies at origin + i * s0 + j * s1 bytes.
void check_view(const std::string &layout, std::vector<char> &storage, int64_t origin, int64_t rows,
                int64_t columns, int64_t s0, int64_t s1) {
    Machine machine(transpose(layout));
    std::vector<double> out(rows * columns + 1, -1.0);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++) {
            double v = 10.0 * i + j;
            std::memcpy(&storage[origin + i * s0 + j * s1], &v, sizeof v);
        }
    Slots slots{slot(&storage[origin]), slot(rows), slot(columns), slot(s0), slot(s1)};
    add_array(slots, out.data(), {columns, rows});
    ASSERT_EQ(machine.call(slots), 0);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            ASSERT_EQ(out[j * rows + i], 10.0 * i + j) << layout << " " << i << " " << j;
    EXPECT_EQ(out.back(), -1.0) << "wrote behind the array";
}

TEST(EmitMemory, EveryLayoutAddressesItsElements) {
    std::vector<char> storage(4096);
    check_view("c_order", storage, 0, 3, 5, 40, 8);
    check_view("f_order", storage, 0, 3, 5, 8, 24);
    check_view("last_contiguous", storage, 0, 3, 5, 104, 8);
    check_view("strided", storage, 0, 3, 5, 40, 16);
}

TEST(EmitMemory, NegativeAndZeroStrides) {
    std::vector<char> storage(4096);
    check_view("strided", storage, 1000, 3, 5, -40, -8);
    check_view("strided", storage, 1000, 4, 9, 72, -8);
    check_view("last_contiguous", storage, 1000, 3, 5, -40, 8);
    check_view("strided", storage, 0, 1, 5, 0, 8);
}

TEST(EmitMemory, UnalignedElements) {
    std::vector<char> storage(4096);
    check_view("strided unaligned", storage, 3, 17, 19, 171, 9);
    check_view("c_order unaligned", storage, 1, 16, 16, 128, 8);
}

TEST(EmitMemory, ZeroSizedArraysAreNeverTouched) {
    for (const char *layout : {"c_order", "f_order", "last_contiguous", "strided"}) {
        Machine machine(transpose(layout));
        Slots slots{0, 0, 5, 40, 8, 0, 5, 0, 0, 8};
        EXPECT_EQ(machine.call(slots), 0);
        slots = {0, 4, 0, 0, 8, 0, 0, 4, 32, 8};
        EXPECT_EQ(machine.call(slots), 0);
    }
}

TEST(EmitMemory, RankZeroArrays) {
    Machine machine(R"(func "f" [%x: f64[] array c_order parameter] -> [] overlap 0 {
  store %x[] = add(load %x[], 0x1p+0:f64)
})");
    double x = 41;
    EXPECT_EQ(machine.call({slot(&x)}), 0);
    EXPECT_EQ(x, 42);
}

TEST(EmitMemory, BoolsAreBytesAndAnyNonZeroByteIsTrue) {
    Machine machine(R"(func "f" [%x: bool[_] array c_order parameter] -> [] overlap 0 {
  for %i: i64 value = 0:i64 to dim(%x, 0) step 1:i64 serial () {
    store %x[%i] = logical_not(load %x[%i])
  }
})");
    std::vector<uint8_t> x(70);
    for (size_t i = 0; i < x.size(); i++)
        x[i] = i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : 255;
    Slots slots;
    add_array(slots, x.data(), {70});
    ASSERT_EQ(machine.call(slots), 0);
    for (size_t i = 0; i < x.size(); i++)
        EXPECT_EQ(x[i], i % 3 == 0) << i;
}

TEST(EmitMemory, ComplexElementsAndScalarsAreTwoParts) {
    Machine machine(
        R"(func "f" [%x: c64[_] array c_order parameter, %s: c64 value] -> [c64] overlap 0 {
  store %x[1:i64] = mul(load %x[0:i64], %s)
  return [conj(load %x[1:i64])]
})");
    float x[] = {1, 2, 0, 0};
    Slots slots{slot(x), 2, 8, slot(3.0f), slot(4.0f), 0, 0};
    ASSERT_EQ(machine.call(slots), 0);
    EXPECT_EQ(x[2], -5.0f);
    EXPECT_EQ(x[3], 10.0f);
    EXPECT_EQ(slots[5], slot(-5.0f));
    EXPECT_EQ(slots[6], slot(-10.0f));
}

TEST(EmitMemory, SmallIntegersAreExtendedInSlots) {
    Machine machine(R"(func "f" [%a: i8 value, %b: u8 value] -> [i8, u8, bool] overlap 0 {
  return [neg(%a), invert(%b), lt(%a, 0:i8)]
})");
    Slots slots{slot(5), 5, 0, 0, 0};
    machine.call(slots);
    EXPECT_EQ(slots[2], slot(-5));
    EXPECT_EQ(slots[3], 250u);
    EXPECT_EQ(slots[4], 0u);
}

// With overlap 1 the arguments may be one array shifted: each store is seen by the next load.
TEST(EmitMemory, OverlappingArgumentsBehaveAsInOrder) {
    Machine machine(
        R"(func "f" [%x: f64[_] array c_order parameter, %y: f64[_] array c_order parameter] -> [] overlap 1 {
  for %i: i64 value = 0:i64 to dim(%x, 0) step 1:i64 serial () {
    store %y[%i] = add(load %x[%i], 0x1p+0:f64)
  }
})");
    std::vector<double> data(101, 0.0);
    Slots slots;
    add_array(slots, data.data(), {100});
    add_array(slots, data.data() + 1, {100});
    ASSERT_EQ(machine.call(slots), 0);
    for (int i = 0; i <= 100; i++)
        ASSERT_EQ(data[i], i);
}

// The opposite: without overlap LLVM is told so, and needs no test before vector code.
TEST(EmitMemory, OverlapDecidesTheNoaliasAttribute) {
    auto text = [](const char *overlap) {
        return Machine(
                   std::string(R"(func "f" [%x: f64[_] array c_order parameter] -> [] overlap )") +
                   overlap + "{ store %x[0:i64] = 0x1p+0:f64 }")
            .text(Stage::llvm);
    };
    EXPECT_NE(text("0").find("noalias"), std::string::npos);
    EXPECT_EQ(text("1").find("noalias"), std::string::npos);
}

TEST(EmitMemory, LocalArraysAreFilledAndReturnedArraysOutliveTheFrame) {
    CountingRuntime::live = CountingRuntime::allocations = 0;
    Machine machine(R"(func "f" [%n: i64 value] -> [i32[_,_]] overlap 0 {
  alloc %z: i32[_] array c_order [%n] zero _
  alloc %r: i32[_,_] array c_order [%n, 3:i64] value 7:i32
  for %i: i64 value = 0:i64 to %n step 1:i64 serial () {
    store %r[%i, 1:i64] = add(load %z[%i], cast(%i, i32, wrap))
  }
  return [%r]
})");
    Slots slots{slot(20), 0, 0, 0};
    ASSERT_EQ(machine.call(slots), 0);
    EXPECT_EQ(CountingRuntime::allocations, 2);
    EXPECT_EQ(CountingRuntime::live, 1);
    auto *r = reinterpret_cast<int32_t *>(slots[1]);
    EXPECT_EQ(slots[2], 20u);
    EXPECT_EQ(slots[3], 3u);
    for (int i = 0; i < 60; i++)
        ASSERT_EQ(r[i], i % 3 == 1 ? i / 3 : 7);
    std::free(r);
}

} // namespace
} // namespace pragmac::testing
