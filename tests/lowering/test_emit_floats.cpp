// Float and complex operations, comparisons and casts of compiled code on every pair of special
// values: bit for bit, NaN for NaN.
#include "emit_elementwise.h"

#include <cmath>

namespace pragmac::testing {
namespace {

// One operation in T. f16 by way of f32 rounds once: f32 has more than twice its digits.
template <class T> T apply(BinaryOp op, T a, T b) {
    using Wider = std::conditional_t<sizeof(T) == 2, float, T>;
    Wider x = a, y = b;
    switch (op) {
    case BinaryOp::add: return static_cast<T>(x + y);
    case BinaryOp::sub: return static_cast<T>(x - y);
    case BinaryOp::mul: return static_cast<T>(x * y);
    case BinaryOp::div: return static_cast<T>(x / y);
    case BinaryOp::py_max: return y > x ? b : a;
    case BinaryOp::py_min: return y < x ? b : a;
    // Of two zeros NumPy gives the second, but the first for f16.
    case BinaryOp::np_max: return (sizeof(T) == 2 ? x >= y : x > y) || x != x ? a : b;
    case BinaryOp::np_min: return (sizeof(T) == 2 ? x <= y : x < y) || x != x ? a : b;
    default: ADD_FAILURE() << "no reference"; return a;
    }
}

// _Float16 has no type information in g++ 12: the tests are named by a tag.
template <class T> struct Tag {
    using Type = T;
};
template <class T> class Floats : public ::testing::Test {};
using FloatTypes = ::testing::Types<Tag<Half>, Tag<float>, Tag<double>>;
TYPED_TEST_SUITE(Floats, FloatTypes);

TYPED_TEST(Floats, BinaryOperationsRoundOnceInTheirWidth) {
    using T = typename TypeParam::Type;
    Pairs<T, T> pairs(interesting_floats<T>(), interesting_floats<T>());
    for (BinaryOp op : {BinaryOp::add, BinaryOp::sub, BinaryOp::mul, BinaryOp::div,
                        BinaryOp::py_max, BinaryOp::py_min, BinaryOp::np_max, BinaryOp::np_min}) {
        auto got = elementwise<T>(dtype_of<T>, pairs, [&](Builder &b, NodeRef x, NodeRef y) {
            return b.binary(op, x, y);
        });
        for (size_t i = 0; i < got.size(); i++)
            ASSERT_TRUE(same(got[i], apply(op, pairs.a[i], pairs.b[i])))
                << name_of(op) << " " << double(pairs.a[i]) << " " << double(pairs.b[i]) << " gave "
                << double(got[i]);
    }
}

TYPED_TEST(Floats, ProductsAreNotFusedWithSums) {
    using T = typename TypeParam::Type;
    T x = static_cast<T>(1.0 + (sizeof(T) == 2 ? 0x1p-10 : sizeof(T) == 4 ? 0x1p-23 : 0x1p-52));
    Pairs<T, T> pairs({x}, {x});
    auto got = elementwise<T>(dtype_of<T>, pairs, [&](Builder &b, NodeRef p, NodeRef q) {
        return b.binary(BinaryOp::sub, b.binary(BinaryOp::mul, p, q),
                        b.binary(BinaryOp::mul, p, q));
    });
    EXPECT_EQ(double(got[0]), 0.0);
}

TYPED_TEST(Floats, UnaryOperationsChangeTheSignBitAlone) {
    using T = typename TypeParam::Type;
    Pairs<T, T> pairs(interesting_floats<T>(), {T(0)});
    auto neg = elementwise<T>(dtype_of<T>, pairs, [](Builder &b, NodeRef x, NodeRef) {
        return b.unary(UnaryOp::neg, x);
    });
    auto abs = elementwise<T>(dtype_of<T>, pairs, [](Builder &b, NodeRef x, NodeRef) {
        return b.unary(UnaryOp::abs, x);
    });
    for (size_t i = 0; i < neg.size(); i++) {
        double a = pairs.a[i];
        EXPECT_TRUE(same<double>(neg[i], -a)) << a;
        EXPECT_TRUE(same<double>(abs[i], std::fabs(a))) << a;
        EXPECT_NE(std::signbit(double(neg[i])), std::signbit(a));
    }
}

TYPED_TEST(Floats, ComparisonsWithNaNAreFalseButNe) {
    using T = typename TypeParam::Type;
    Pairs<T, T> pairs(interesting_floats<T>(), interesting_floats<T>());
    for (CompareOp op : {CompareOp::eq, CompareOp::ne, CompareOp::lt, CompareOp::le, CompareOp::gt,
                         CompareOp::ge}) {
        auto got = elementwise<uint8_t>(DType::b1, pairs, [&](Builder &b, NodeRef x, NodeRef y) {
            return b.compare(op, x, y);
        });
        for (size_t i = 0; i < got.size(); i++) {
            double a = pairs.a[i], b = pairs.b[i];
            bool table[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};
            ASSERT_EQ(got[i], table[static_cast<int>(op)]) << name_of(op) << " " << a << " " << b;
        }
    }
}

// Out of range saturates, NaN gives 0, the fraction goes; `fits` looks at the truncated value.
TYPED_TEST(Floats, CastsToIntegersSaturateAndFitsIsExact) {
    using T = typename TypeParam::Type;
    std::vector<T> values = interesting_floats<T>();
    for (int width : {7, 8, 15, 16, 31, 32, 63, 64})
        for (double v :
             {std::ldexp(1.0, width), std::ldexp(1.0, width) - 1, std::ldexp(1.0, width) - 0.5,
              std::ldexp(1.0, width) + 1, std::nextafter(std::ldexp(1.0, width), 0.0)}) {
            values.push_back(static_cast<T>(v));
            values.push_back(static_cast<T>(-v));
        }
    auto to = [&](auto target) {
        using R = decltype(target);
        using L = std::numeric_limits<R>;
        Pairs<T, T> pairs(values, {T(0)});
        auto cast = elementwise<R>(dtype_of<R>, pairs, [](Builder &b, NodeRef x, NodeRef) {
            return b.cast(x, scalar(dtype_of<R>), CastMode::saturate);
        });
        auto fits = elementwise<uint8_t>(DType::b1, pairs, [](Builder &b, NodeRef x, NodeRef) {
            return b.fits(x, dtype_of<R>);
        });
        for (size_t i = 0; i < values.size(); i++) {
            long double v = std::trunc(static_cast<long double>(static_cast<double>(values[i])));
            bool inside = v >= L::min() && v <= L::max();
            R expected = inside ? static_cast<R>(v) : v > 0 ? L::max() : v < 0 ? L::min() : R(0);
            EXPECT_EQ(cast[i], expected) << double(values[i]) << " to " << name_of(dtype_of<R>);
            EXPECT_EQ(fits[i], inside) << double(values[i]) << " in " << name_of(dtype_of<R>);
        }
    };
    to(int8_t{}), to(int16_t{}), to(int32_t{}), to(int64_t{});
    to(uint8_t{}), to(uint16_t{}), to(uint32_t{}), to(uint64_t{});
}

TYPED_TEST(Floats, CastsFromIntegersRoundOnce) {
    using T = typename TypeParam::Type;
    auto from = [](auto source) {
        using S = decltype(source);
        std::vector<S> values = interesting<S>();
        for (int shift : {10, 11, 23, 24, 25, 52, 53, 54, 62})
            if (shift < static_cast<int>(8 * sizeof(S)) - 1)
                for (int d : {-1, 1, 3})
                    values.push_back(static_cast<S>((S(1) << shift) + d));
        Pairs<S, S> pairs(values, {S(0)});
        auto got = elementwise<T>(dtype_of<T>, pairs, [](Builder &b, NodeRef x, NodeRef) {
            return b.cast(x, scalar(dtype_of<T>), CastMode::value);
        });
        for (size_t i = 0; i < got.size(); i++) // below 2^24 f32 is exact, above f16 overflows
            EXPECT_TRUE(same(got[i], sizeof(T) == 2 ? static_cast<T>(static_cast<float>(pairs.a[i]))
                                                    : static_cast<T>(pairs.a[i])))
                << +pairs.a[i];
    };
    from(int8_t{}), from(int16_t{}), from(int32_t{}), from(int64_t{});
    from(uint8_t{}), from(uint16_t{}), from(uint32_t{}), from(uint64_t{});
}

TEST(EmitFloats, IntegersCompareExactlyWithFloatsAndUnsigned) {
    std::vector<int64_t> integers = interesting<int64_t>();
    std::vector<double> floats = interesting_floats<double>();
    for (int64_t near : {int64_t{1} << 53, (int64_t{1} << 62) + 1, int64_t{1} << 40})
        for (int64_t d : {-1, 0, 1, 2})
            for (int64_t v : {near + d, -near - d}) {
                integers.push_back(v);
                floats.push_back(static_cast<double>(v));
                floats.push_back(static_cast<double>(v) + 0.5);
            }
    floats.insert(floats.end(), {0x1p63, -0x1p63, 0x1.fffffffffffffp62, 0x1p64});
    Pairs<int64_t, double> with_floats(integers, floats);
    Pairs<int64_t, uint64_t> with_unsigned(integers, interesting<uint64_t>());
    auto expected = [](CompareOp op, long double a, long double b) {
        bool table[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};
        return table[static_cast<int>(op)];
    };
    auto check = [&](const auto &pairs, CompareOp op, bool swapped) {
        auto got = elementwise<uint8_t>(DType::b1, pairs, [&](Builder &b, NodeRef x, NodeRef y) {
            return swapped ? b.compare(op, y, x) : b.compare(op, x, y);
        });
        for (size_t i = 0; i < got.size(); i++) {
            long double a = pairs.a[i], b = pairs.b[i]; // 64 digits: both are exact
            ASSERT_EQ(got[i], swapped ? expected(op, b, a) : expected(op, a, b))
                << name_of(op) << " " << pairs.a[i] << " " << pairs.b[i];
        }
    };
    for (CompareOp op :
         {CompareOp::eq, CompareOp::ne, CompareOp::lt, CompareOp::le, CompareOp::gt, CompareOp::ge})
        for (bool swapped : {false, true}) {
            check(with_floats, op, swapped);
            check(with_unsigned, op, swapped);
        }
}

TEST(EmitFloats, ComplexArithmeticIsTheTextbookFormula) {
    using C = std::complex<double>;
    std::vector<double> parts = {0.0,
                                 -0.0,
                                 1.5,
                                 -2.0,
                                 0x1p1000,
                                 std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN()};
    std::vector<C> values;
    for (double re : parts)
        for (double im : parts)
            values.push_back({re, im});
    Pairs<C, C> pairs(values, values);
    auto run = [&](BinaryOp op) {
        return elementwise<C>(DType::c128, pairs,
                              [&](Builder &b, NodeRef x, NodeRef y) { return b.binary(op, x, y); });
    };
    auto sum = run(BinaryOp::add), difference = run(BinaryOp::sub), product = run(BinaryOp::mul);
    for (size_t i = 0; i < sum.size(); i++) {
        C a = pairs.a[i], b = pairs.b[i];
        EXPECT_TRUE(same(sum[i], C(a.real() + b.real(), a.imag() + b.imag())));
        EXPECT_TRUE(same(difference[i], C(a.real() - b.real(), a.imag() - b.imag())));
        EXPECT_TRUE(same(product[i], C(a.real() * b.real() - a.imag() * b.imag(),
                                       a.real() * b.imag() + a.imag() * b.real())));
    }
}

TEST(EmitFloats, ComplexOrderIsByRealThenImaginaryPart) {
    using C = std::complex<float>;
    float nan = std::numeric_limits<float>::quiet_NaN();
    std::vector<C> values = {{1, 2}, {1, 3}, {2, 0}, {1, nan}, {nan, 1}, {-0.0f, 0}, {0, -0.0f}};
    Pairs<C, C> pairs(values, values);
    auto got = elementwise<uint8_t>(DType::b1, pairs, [&](Builder &b, NodeRef x, NodeRef y) {
        return b.compare(CompareOp::lt, x, y);
    });
    for (size_t i = 0; i < got.size(); i++) {
        C a = pairs.a[i], b = pairs.b[i];
        EXPECT_EQ(got[i], a.real() == b.real() ? a.imag() < b.imag() : a.real() < b.real());
    }
}

} // namespace
} // namespace pragmac::testing
