// Operations that call the runtime, and library functions that compiled code has inline, against
// the reference functions themselves.
#include "emit_elementwise.h"

#include "numeric.h"

namespace pragmac::testing {
namespace {

template <class F> F *reference(const std::string &name) {
    for (const NumericSymbol &symbol : numeric_symbols())
        if (symbol.name == name)
            return reinterpret_cast<F *>(symbol.address);
    ADD_FAILURE() << "no symbol " << name;
    return nullptr;
}

template <class T> std::string symbol_of(std::string_view operation) {
    return "pragmac_" + std::string(operation) + "_" + std::string(name_of(dtype_of<T>));
}

struct Row {
    const char *name;
    int arity;
    std::string dtypes, result;
};

const std::vector<Row> &rows() {
    static const std::vector<Row> table = {
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain)                         \
    {#name, arity, dtypes, #result},
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
    };
    return table;
}

template <class T> Expression call_of(const Row &row) {
    return [row](Builder &b, NodeRef x, NodeRef y) {
        FunctionId id;
        EXPECT_TRUE(parse_name(row.name, id)) << row.name;
        std::vector<NodeRef> args{x};
        if (row.arity == 2)
            args.push_back(y);
        return b.math(id, args, scalar(row.result == "truth" ? DType::b1 : dtype_of<T>));
    };
}

template <class T> void check_real_row(const Row &row) {
    auto operands = interesting_floats<T>();
    Pairs<T, T> pairs(operands, row.arity == 2 ? operands : std::vector<T>{T(0)});
    std::string symbol = symbol_of<T>(row.name);
    if (row.result == "truth") {
        auto got = elementwise<uint8_t>(DType::b1, pairs, call_of<T>(row));
        for (size_t i = 0; i < got.size(); i++)
            ASSERT_EQ(got[i], reference<bool(T)>(symbol)(pairs.a[i]))
                << symbol << double(pairs.a[i]);
        return;
    }
    auto got = elementwise<T>(dtype_of<T>, pairs, call_of<T>(row));
    for (size_t i = 0; i < got.size(); i++) {
        T expected = row.arity == 1 ? reference<T(T)>(symbol)(pairs.a[i])
                                    : reference<T(T, T)>(symbol)(pairs.a[i], pairs.b[i]);
        ASSERT_TRUE(same(got[i], expected))
            << symbol << " " << double(pairs.a[i]) << " " << double(pairs.b[i]) << " gave "
            << double(got[i]) << " for " << double(expected);
    }
}

template <class T> std::vector<std::complex<T>> complex_values() {
    std::vector<std::complex<T>> values;
    T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    for (T re : {T(0), T(-0.0), T(1.5), T(-2), T(3e20), inf, nan})
        for (T im : {T(0), T(-0.0), T(0.5), T(-3), inf, nan})
            values.push_back({re, im});
    return values;
}

template <class T> void check_complex_row(const Row &row) {
    using C = std::complex<T>;
    Pairs<C, C> pairs(complex_values<T>(), {C(0)});
    std::string symbol = symbol_of<C>(row.name);
    if (row.result == "truth") {
        auto got = elementwise<uint8_t>(DType::b1, pairs, call_of<C>(row));
        for (size_t i = 0; i < got.size(); i++)
            ASSERT_EQ(got[i], reference<bool(T, T)>(symbol)(pairs.a[i].real(), pairs.a[i].imag()));
        return;
    }
    auto got = elementwise<C>(dtype_of<C>, pairs, call_of<C>(row));
    for (size_t i = 0; i < got.size(); i++) {
        T out[2];
        reference<void(T *, T, T)>(symbol)(out, pairs.a[i].real(), pairs.a[i].imag());
        ASSERT_TRUE(same(got[i], C(out[0], out[1]))) << symbol << " " << pairs.a[i];
    }
}

TEST(EmitNumeric, EveryLibraryFunctionHasTheReferencesBits) {
    for (const Row &row : rows()) {
        check_real_row<double>(row);
        if (row.dtypes == "F")
            continue;
        check_real_row<float>(row);
        check_real_row<Half>(row);
        if (row.dtypes == "fc") {
            check_complex_row<float>(row);
            check_complex_row<double>(row);
        }
    }
}

template <class T> void check_binary(BinaryOp op, const Pairs<T, T> &pairs) {
    auto got = elementwise<T>(dtype_of<T>, pairs,
                              [&](Builder &b, NodeRef x, NodeRef y) { return b.binary(op, x, y); });
    auto *expected = reference<T(T, T)>(symbol_of<T>(name_of(op)));
    for (size_t i = 0; i < got.size(); i++)
        ASSERT_TRUE(same(got[i], expected(pairs.a[i], pairs.b[i])))
            << name_of(op) << " " << double(pairs.a[i]) << " " << double(pairs.b[i]);
}

TEST(EmitNumeric, FloatDivisionAndPowers) {
    auto check = [](auto zero) {
        using T = decltype(zero);
        Pairs<T, T> pairs(interesting_floats<T>(), interesting_floats<T>());
        for (BinaryOp op : {BinaryOp::floor_div, BinaryOp::mod, BinaryOp::pow})
            check_binary(op, pairs);
    };
    check(Half{}), check(float{}), check(double{});
}

TEST(EmitNumeric, IntegerPowers) {
    auto check = [](auto zero) {
        using T = decltype(zero);
        check_binary(BinaryOp::pow, Pairs<T, T>(interesting<T>(), {T(0), T(1), T(2), T(5), T(70)}));
    };
    check(int8_t{}), check(int16_t{}), check(int32_t{}), check(int64_t{});
    check(uint8_t{}), check(uint16_t{}), check(uint32_t{}), check(uint64_t{});
}

TEST(EmitNumeric, IntegerQuotientsAndPowerTests) {
    Pairs<int64_t, int64_t> pairs(interesting<int64_t>(), interesting<int64_t>());
    auto quotient = elementwise<double>(DType::f64, pairs, [](Builder &b, NodeRef x, NodeRef y) {
        return b.binary(BinaryOp::int_div, x, y);
    });
    auto fits = elementwise<uint8_t>(DType::b1, pairs, [](Builder &b, NodeRef x, NodeRef y) {
        return b.compare(CompareOp::pow_fits, x, y);
    });
    for (size_t i = 0; i < quotient.size(); i++) {
        EXPECT_TRUE(same(quotient[i], pragmac_int_div(pairs.a[i], pairs.b[i])));
        if (pairs.b[i] >= 0) {
            EXPECT_EQ(fits[i], pragmac_pow_fits(pairs.a[i], pairs.b[i]));
        }
    }
}

TEST(EmitNumeric, HalvesFromDoublesRoundOnce) {
    std::vector<double> values = interesting_floats<double>();
    for (double v : {1.0 + 0x1p-11 + 0x1p-40, 2049.0, 65519.999, 65520.0, 0x1p-25, 0x1.8p-25})
        values.push_back(v);
    Pairs<double, double> pairs(values, {0.0});
    auto got = elementwise<Half>(DType::f16, pairs, [](Builder &b, NodeRef x, NodeRef) {
        return b.cast(x, scalar(DType::f16), CastMode::wrap);
    });
    for (size_t i = 0; i < got.size(); i++)
        EXPECT_TRUE(same(got[i], pragmac_f64_to_f16(values[i]))) << values[i];
}

template <class T> void check_complex_operations() {
    using C = std::complex<T>;
    Pairs<C, C> pairs(complex_values<T>(), complex_values<T>());
    for (BinaryOp op : {BinaryOp::div, BinaryOp::py_div, BinaryOp::pow, BinaryOp::py_pow}) {
        auto got = elementwise<C>(dtype_of<C>, pairs, [&](Builder &b, NodeRef x, NodeRef y) {
            return b.binary(op, x, y);
        });
        auto *expected = reference<void(T *, T, T, T, T)>(symbol_of<C>(name_of(op)));
        for (size_t i = 0; i < got.size(); i++) {
            T out[2];
            expected(out, pairs.a[i].real(), pairs.a[i].imag(), pairs.b[i].real(),
                     pairs.b[i].imag());
            ASSERT_TRUE(same(got[i], C(out[0], out[1])))
                << name_of(op) << " " << pairs.a[i] << " " << pairs.b[i];
        }
    }
    auto abs = elementwise<T>(dtype_of<T>, pairs, [&](Builder &b, NodeRef x, NodeRef) {
        return b.unary(UnaryOp::abs, x);
    });
    for (size_t i = 0; i < abs.size(); i++)
        EXPECT_TRUE(same(
            abs[i], reference<T(T, T)>(symbol_of<C>("abs"))(pairs.a[i].real(), pairs.a[i].imag())));
}

TEST(EmitNumeric, ComplexDivisionPowerAndAbsoluteValue) {
    check_complex_operations<float>();
    check_complex_operations<double>();
}

} // namespace
} // namespace pragmac::testing
