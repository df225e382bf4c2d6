// Integer operations of compiled code against 128-bit arithmetic, on every pair of special values.
#include "emit_elementwise.h"

namespace pragmac::testing {
namespace {

using Wide = __int128;

Wide floor_div(Wide a, Wide b) {
    if (b == 0)
        return 0;
    Wide q = a / b;
    return a % b != 0 && ((a < 0) != (b < 0)) ? q - 1 : q;
}

// The semantics page, literally. `width` in bits; the caller wraps the result.
Wide reference(BinaryOp op, Wide a, Wide b, int width) {
    using U = unsigned __int128;
    switch (op) {
    case BinaryOp::add: return a + b;
    case BinaryOp::sub: return a - b;
    case BinaryOp::mul: return static_cast<Wide>(static_cast<U>(a) * static_cast<U>(b));
    case BinaryOp::floor_div: return floor_div(a, b);
    case BinaryOp::mod: return b == 0 ? 0 : a - floor_div(a, b) * b;
    case BinaryOp::bit_and: return a & b;
    case BinaryOp::bit_or: return a | b;
    case BinaryOp::bit_xor: return a ^ b;
    case BinaryOp::shl: return b < 0 || b >= width ? 0 : static_cast<Wide>(static_cast<U>(a) << b);
    case BinaryOp::shr: return b < 0 || b >= width ? (a < 0 ? -1 : 0) : a >> b;
    case BinaryOp::py_max:
    case BinaryOp::np_max: return std::max(a, b);
    case BinaryOp::py_min:
    case BinaryOp::np_min: return std::min(a, b);
    case BinaryOp::wrap_index: return a < 0 ? a + b : a;
    default: ADD_FAILURE() << "no reference"; return 0;
    }
}

template <class T> class Integers : public ::testing::Test {};
using IntegerTypes =
    ::testing::Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;
TYPED_TEST_SUITE(Integers, IntegerTypes);

TYPED_TEST(Integers, BinaryOperationsAreTotalAndWrap) {
    using T = TypeParam;
    Pairs<T, T> pairs(interesting<T>(), interesting<T>());
    for (BinaryOp op : {BinaryOp::add, BinaryOp::sub, BinaryOp::mul, BinaryOp::floor_div,
                        BinaryOp::mod, BinaryOp::bit_and, BinaryOp::bit_or, BinaryOp::bit_xor,
                        BinaryOp::shl, BinaryOp::shr, BinaryOp::py_max, BinaryOp::py_min,
                        BinaryOp::np_max, BinaryOp::np_min, BinaryOp::wrap_index}) {
        auto got = elementwise<T>(dtype_of<T>, pairs, [&](Builder &b, NodeRef x, NodeRef y) {
            return b.binary(op, x, y);
        });
        for (size_t i = 0; i < got.size(); i++)
            ASSERT_EQ(got[i], static_cast<T>(reference(op, pairs.a[i], pairs.b[i], 8 * sizeof(T))))
                << name_of(op) << " " << +pairs.a[i] << " " << +pairs.b[i];
    }
}

// A constant divisor or count takes other paths through LLVM.
TYPED_TEST(Integers, ConstantOperandsGiveTheSame) {
    using T = TypeParam;
    for (T c : {T(0), T(-1), T(1), T(3), std::numeric_limits<T>::lowest(), T(8 * sizeof(T) - 1)})
        for (BinaryOp op : {BinaryOp::floor_div, BinaryOp::mod, BinaryOp::shl, BinaryOp::shr}) {
            Pairs<T, T> pairs(interesting<T>(), {c});
            auto got = elementwise<T>(dtype_of<T>, pairs, [&](Builder &b, NodeRef x, NodeRef) {
                return b.binary(op, x,
                                b.constant(scalar(dtype_of<T>), {static_cast<uint64_t>(c), 0}));
            });
            for (size_t i = 0; i < got.size(); i++)
                ASSERT_EQ(got[i], static_cast<T>(reference(op, pairs.a[i], c, 8 * sizeof(T))))
                    << name_of(op) << " " << +pairs.a[i] << " " << +c;
        }
}

TYPED_TEST(Integers, ConstantPowersAreWrappedProducts) {
    using T = TypeParam;
    for (uint64_t exponent : {0, 1, 2, 3, 5, 8, 63}) {
        Pairs<T, T> pairs(interesting<T>(), {T(0)});
        auto got = elementwise<T>(dtype_of<T>, pairs, [&](Builder &b, NodeRef x, NodeRef) {
            return b.binary(BinaryOp::pow, x, b.constant(scalar(dtype_of<T>), {exponent, 0}));
        });
        for (size_t i = 0; i < got.size(); i++) {
            uint64_t product = 1;
            for (uint64_t k = 0; k < exponent; k++)
                product *= static_cast<uint64_t>(pairs.a[i]);
            ASSERT_EQ(got[i], static_cast<T>(product)) << +pairs.a[i] << " ** " << exponent;
        }
    }
}

TYPED_TEST(Integers, UnaryOperationsWrap) {
    using T = TypeParam;
    Pairs<T, T> pairs(interesting<T>(), {T(0)});
    auto got = [&](UnaryOp op) {
        return elementwise<T>(dtype_of<T>, pairs,
                              [&](Builder &b, NodeRef x, NodeRef) { return b.unary(op, x); });
    };
    auto neg = got(UnaryOp::neg), invert = got(UnaryOp::invert), abs = got(UnaryOp::abs);
    for (size_t i = 0; i < pairs.a.size(); i++) {
        Wide a = pairs.a[i];
        EXPECT_EQ(neg[i], static_cast<T>(-a));
        EXPECT_EQ(invert[i], static_cast<T>(~a));
        EXPECT_EQ(abs[i], static_cast<T>(a < 0 ? -a : a));
    }
}

TYPED_TEST(Integers, CastsToEveryIntegerTypeWrapAndFitsTellsWhen) {
    using T = TypeParam;
    auto to = [](auto target) {
        using R = decltype(target);
        Pairs<T, T> pairs(interesting<T>(), {T(0)});
        auto cast = elementwise<R>(dtype_of<R>, pairs, [](Builder &b, NodeRef x, NodeRef) {
            return b.cast(x, scalar(dtype_of<R>), CastMode::wrap);
        });
        auto fits = elementwise<uint8_t>(DType::b1, pairs, [](Builder &b, NodeRef x, NodeRef) {
            return b.fits(x, dtype_of<R>);
        });
        for (size_t i = 0; i < pairs.a.size(); i++) {
            EXPECT_EQ(cast[i], static_cast<R>(pairs.a[i]));
            EXPECT_EQ(fits[i], static_cast<Wide>(static_cast<R>(pairs.a[i])) == pairs.a[i])
                << +pairs.a[i] << " in " << name_of(dtype_of<R>);
        }
    };
    to(int8_t{}), to(int16_t{}), to(int32_t{}), to(int64_t{});
    to(uint8_t{}), to(uint16_t{}), to(uint32_t{}), to(uint64_t{});
}

TEST(EmitIntegers, OverflowTestsAreExact) {
    std::vector<int64_t> values = interesting<int64_t>();
    values.insert(values.end(), {62, 65, 3037000499, 3037000500, int64_t{1} << 32});
    Pairs<int64_t, int64_t> pairs(values, values);
    auto in_i64 = [](Wide v) { return v == static_cast<int64_t>(v); };
    auto expected = [&](CompareOp op, Wide a, Wide b) -> bool {
        switch (op) {
        case CompareOp::add_fits: return in_i64(a + b);
        case CompareOp::sub_fits: return in_i64(a - b);
        case CompareOp::mul_fits: return in_i64(a * b);
        case CompareOp::index_ok: return -b <= a && a < b;
        case CompareOp::in_range: return 0 <= a && a < b;
        default: return a == 0 || (b < 64 && in_i64(a << b));
        }
    };
    for (CompareOp op : {CompareOp::add_fits, CompareOp::sub_fits, CompareOp::mul_fits,
                         CompareOp::shl_fits, CompareOp::index_ok, CompareOp::in_range}) {
        auto got = elementwise<uint8_t>(DType::b1, pairs, [&](Builder &b, NodeRef x, NodeRef y) {
            return b.compare(op, x, y);
        });
        for (size_t i = 0; i < got.size(); i++) {
            if (op == CompareOp::shl_fits && pairs.b[i] < 0)
                continue; // a check refused it before
            ASSERT_EQ(got[i], expected(op, pairs.a[i], pairs.b[i]))
                << name_of(op) << " " << pairs.a[i] << " " << pairs.b[i];
        }
    }
}

TEST(EmitIntegers, BoolsFollowTheirTruthTables) {
    Pairs<bool, bool> unused({}, {});
    for (auto [op, table] : {std::pair{BinaryOp::add, 0b1110},
                             {BinaryOp::mul, 0b1000},
                             {BinaryOp::bit_and, 0b1000},
                             {BinaryOp::bit_or, 0b1110},
                             {BinaryOp::bit_xor, 0b0110},
                             {BinaryOp::py_max, 0b1110},
                             {BinaryOp::py_min, 0b1000},
                             {BinaryOp::np_max, 0b1110},
                             {BinaryOp::np_min, 0b1000}}) {
        Machine machine(
            std::string("func \"f\" [%a: bool value, %b: bool value] -> [bool] overlap 0 "
                        "{ return [") +
            std::string(name_of(op)) + "(%a, %b)] }");
        for (uint64_t a : {0, 1})
            for (uint64_t b : {0, 1}) {
                Slots slots{a, b, 7};
                machine.call(slots);
                EXPECT_EQ(slots[2], (table >> (2 * a + b)) & 1) << name_of(op) << a << b;
            }
    }
}

} // namespace
} // namespace pragmac::testing
