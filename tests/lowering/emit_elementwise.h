// Runs one expression over two arrays of operands, in compiled code.
#pragma once

#include "emit_fixture.h"

#include <complex>
#include <functional>
#include <limits>

namespace pragmac::testing {

using Half = _Float16;

template <class T> constexpr DType dtype_of = DType::none;
template <> inline constexpr DType dtype_of<bool> = DType::b1;
template <> inline constexpr DType dtype_of<int8_t> = DType::i8;
template <> inline constexpr DType dtype_of<int16_t> = DType::i16;
template <> inline constexpr DType dtype_of<int32_t> = DType::i32;
template <> inline constexpr DType dtype_of<int64_t> = DType::i64;
template <> inline constexpr DType dtype_of<uint8_t> = DType::u8;
template <> inline constexpr DType dtype_of<uint16_t> = DType::u16;
template <> inline constexpr DType dtype_of<uint32_t> = DType::u32;
template <> inline constexpr DType dtype_of<uint64_t> = DType::u64;
template <> inline constexpr DType dtype_of<Half> = DType::f16;
template <> inline constexpr DType dtype_of<float> = DType::f32;
template <> inline constexpr DType dtype_of<double> = DType::f64;
template <> inline constexpr DType dtype_of<std::complex<float>> = DType::c64;
template <> inline constexpr DType dtype_of<std::complex<double>> = DType::c128;

// Every pair of the two lists.
template <class A, class B> struct Pairs {
    std::vector<A> a;
    std::vector<B> b;
    Pairs(const std::vector<A> &as, const std::vector<B> &bs) {
        for (A x : as)
            for (B y : bs) {
                a.push_back(x);
                b.push_back(y);
            }
    }
};

using Expression = std::function<NodeRef(Builder &, NodeRef, NodeRef)>;

// out[i] = expression(a[i], b[i]); `bool` lives in bytes, hence Result.
template <class Result, class A, class B>
std::vector<Result> elementwise(DType result, const Pairs<A, B> &pairs,
                                const Expression &expression) {
    Arena arena;
    Builder b(arena);
    auto array = [&](const char *name, DType d) {
        return b.var({.name = name, .role = VarRole::array, .parameter = true}, array_of(d, 1));
    };
    NodeRef x = array("a", dtype_of<A>), y = array("b", dtype_of<B>), out = array("out", result);
    NodeRef i = b.value_var("i", scalar(DType::i64));
    NodeRef body = b.block({b.store(out, {i}, expression(b, b.load(x, {i}), b.load(y, {i})))});
    NodeRef loop = b.for_loop(i, b.i64(0), b.dim(x, 0), b.i64(1), ForKind::serial, {}, body);
    Machine machine(as<Func>(b.func("f", {x, y, out}, {}, false, b.block({loop}))));
    int64_t n = pairs.a.size();
    std::vector<Result> results(n);
    Slots slots;
    add_array(slots, pairs.a.data(), {n});
    add_array(slots, pairs.b.data(), {n});
    add_array(slots, results.data(), {n});
    EXPECT_EQ(machine.call(slots), 0);
    return results;
}

template <class T> std::vector<T> interesting() {
    using L = std::numeric_limits<T>;
    std::vector<T> values{T(0),
                          T(1),
                          T(2),
                          T(3),
                          T(7),
                          T(8),
                          T(31),
                          T(63),
                          T(64),
                          L::max(),
                          T(L::max() - 1),
                          T(L::max() / 2),
                          L::lowest(),
                          T(L::lowest() + 1)};
    if (L::is_signed)
        values.insert(values.end(), {T(-1), T(-2), T(-3), T(-7), T(L::lowest() / 2)});
    return values;
}
template <class T> std::vector<T> interesting_floats() {
    using L = std::numeric_limits<T>;
    std::vector<T> values;
    // g++ 12 has no limits for _Float16.
    bool half = sizeof(T) == 2;
    double tiny = half ? 0x1p-24 : static_cast<double>(L::denorm_min());
    double huge = half ? 65504.0 : static_cast<double>(L::max());
    double inf = std::numeric_limits<double>::infinity();
    for (double v :
         {0.0, tiny, 0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 6.0, 127.5, 300.0, 65000.0, huge, inf}) {
        values.push_back(static_cast<T>(v));
        values.push_back(static_cast<T>(-v));
    }
    values.push_back(static_cast<T>(std::numeric_limits<double>::quiet_NaN()));
    return values;
}

// Same bits, or both NaN.
template <class T> bool same(T a, T b) {
    return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}
template <class T> bool same(std::complex<T> a, std::complex<T> b) {
    return same(a.real(), b.real()) && same(a.imag(), b.imag());
}

} // namespace pragmac::testing
