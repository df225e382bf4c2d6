// The entry points with C names, their slot forms, and the table of both. For devices
// (PRAGMAC_FOR_DEVICES, lowering/emit/device_functions.h) the entry points alone.
#include "numeric.h"
#include "real_functions.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

namespace {

namespace numeric = pragmac::numeric;
namespace real = pragmac::real;
using numeric::Complex;
using numeric::f16;

template <class T> void put(T *out, Complex<T> z) {
    out[0] = z.re;
    out[1] = z.im;
}

// f16 computes in f32 and rounds once, as NumPy does.
template <class Function> f16 in_f32(Function function, f16 x) {
    return numeric::f32_to_f16(function(numeric::f16_to_f32(x)));
}

} // namespace

extern "C" {

double pragmac_int_div(int64_t a, int64_t b) { return numeric::int_div(a, b); }
bool pragmac_pow_fits(int64_t base, int64_t exponent) {
    int64_t power = 0;
    return numeric::pow_fits(base, exponent, power);
}
_Float16 pragmac_f64_to_f16(double x) { return numeric::f64_to_f16(x); }

#define INTEGER_POWER(name, type)                                                                  \
    type pragmac_pow_##name(type base, type exponent) { return numeric::pow(base, exponent); }
INTEGER_POWER(i8, int8_t)
INTEGER_POWER(i16, int16_t)
INTEGER_POWER(i32, int32_t)
INTEGER_POWER(i64, int64_t)
INTEGER_POWER(u8, uint8_t)
INTEGER_POWER(u16, uint16_t)
INTEGER_POWER(u32, uint32_t)
INTEGER_POWER(u64, uint64_t)

#define FLOAT_BINARY(operation)                                                                    \
    f16 pragmac_##operation##_f16(f16 a, f16 b) { return numeric::operation(a, b); }               \
    float pragmac_##operation##_f32(float a, float b) { return numeric::operation(a, b); }         \
    double pragmac_##operation##_f64(double a, double b) { return numeric::operation(a, b); }
FLOAT_BINARY(floor_div)
FLOAT_BINARY(mod)
FLOAT_BINARY(pow)

#define COMPLEX_BINARY(operation)                                                                  \
    void pragmac_##operation##_c64(float *out, float ar, float ai, float br, float bi) {           \
        put(out, numeric::operation(Complex<float>{ar, ai}, Complex<float>{br, bi}));              \
    }                                                                                              \
    void pragmac_##operation##_c128(double *out, double ar, double ai, double br, double bi) {     \
        put(out, numeric::operation(Complex<double>{ar, ai}, Complex<double>{br, bi}));            \
    }
COMPLEX_BINARY(div)
COMPLEX_BINARY(py_div)
COMPLEX_BINARY(pow)
COMPLEX_BINARY(py_pow)

float pragmac_abs_c64(float re, float im) { return numeric::abs(Complex<float>{re, im}); }
double pragmac_abs_c128(double re, double im) { return numeric::abs(Complex<double>{re, im}); }

#define COMPLEX_UNARY(name)                                                                        \
    void pragmac_##name##_c64(float *out, float re, float im) {                                    \
        put(out, numeric::name(Complex<float>{re, im}));                                           \
    }                                                                                              \
    void pragmac_##name##_c128(double *out, double re, double im) {                                \
        put(out, numeric::name(Complex<double>{re, im}));                                          \
    }
#define COMPLEX_TRUTH(name, join)                                                                  \
    bool pragmac_##name##_c64(float re, float im) { return real::name(re) join real::name(im); }   \
    bool pragmac_##name##_c128(double re, double im) { return real::name(re) join real::name(im); }
#define COMPLEX_FUNCTIONS(UNARY, TRUTH)                                                            \
    UNARY(sqrt) UNARY(exp) UNARY(log) UNARY(sin) UNARY(cos) UNARY(sign)                            \
    TRUTH(isnan, ||) TRUTH(isinf, ||) TRUTH(isfinite, &&)
COMPLEX_FUNCTIONS(COMPLEX_UNARY, COMPLEX_TRUTH)

#define UNARY_same(name)                                                                           \
    f16 pragmac_##name##_f16(f16 x) { return in_f32(real::name<float>, x); }                       \
    float pragmac_##name##_f32(float x) { return real::name(x); }                                  \
    double pragmac_##name##_f64(double x) { return real::name(x); }
#define UNARY_truth(name)                                                                          \
    bool pragmac_##name##_f16(f16 x) { return real::name(numeric::f16_to_f32(x)); }                \
    bool pragmac_##name##_f32(float x) { return real::name(x); }                                   \
    bool pragmac_##name##_f64(double x) { return real::name(x); }
#define BINARY_same(name)                                                                          \
    f16 pragmac_##name##_f16(f16 a, f16 b) { return real::half::name(a, b); }                      \
    float pragmac_##name##_f32(float a, float b) { return real::name(a, b); }                      \
    double pragmac_##name##_f64(double a, double b) { return real::name(a, b); }
#define ROW_1(name, result) UNARY_##result(name)
#define ROW_2(name, result) BINARY_##result(name)
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain) ROW_##arity(name, result)
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION

} // extern "C"

#ifndef PRAGMAC_FOR_DEVICES
namespace pragmac {
namespace {

// One argument from its slot. Small integers were extended, so dropping the high bits restores
// them.
template <class T> T from_slot(uint64_t slot) {
    if constexpr (std::is_same_v<T, f16>)
        return numeric::f16_from_bits(static_cast<uint16_t>(slot));
    else if constexpr (std::is_same_v<T, float>)
        return std::bit_cast<float>(static_cast<uint32_t>(slot));
    else if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<double>(slot);
    else
        return static_cast<T>(slot);
}

template <class T> uint64_t to_slot(T value) {
    if constexpr (std::is_same_v<T, f16>)
        return numeric::bits_of(value);
    else if constexpr (std::is_same_v<T, float>)
        return std::bit_cast<uint32_t>(value);
    else if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<uint64_t>(value);
    else
        return static_cast<uint64_t>(value);
}

template <class... Arguments> std::tuple<Arguments...> from_slots(const uint64_t *slots) {
    return [&]<size_t... i>(std::index_sequence<i...>) {
        return std::tuple<Arguments...>{from_slot<Arguments>(slots[i])...};
    }(std::index_sequence_for<Arguments...>{});
}

template <auto function> struct SlotForm;
template <class R, class... Arguments, R (*function)(Arguments...)>
    requires(!std::is_void_v<R>)
struct SlotForm<function> {
    static void call(const uint64_t *arguments, uint64_t *result) {
        *result = to_slot(std::apply(function, from_slots<Arguments...>(arguments)));
    }
};
template <class T, class... Arguments, void (*function)(T *, Arguments...)>
struct SlotForm<function> {
    static void call(const uint64_t *arguments, uint64_t *result) {
        T parts[2];
        std::apply(function,
                   std::tuple_cat(std::tuple<T *>(parts), from_slots<Arguments...>(arguments)));
        result[0] = to_slot(parts[0]);
        result[1] = to_slot(parts[1]);
    }
};

#define SYMBOL(name) {#name, reinterpret_cast<void *>(&name), &SlotForm<&name>::call},
#define SYMBOLS_INTEGER(name)                                                                      \
    SYMBOL(pragmac_##name##_i8)                                                                    \
    SYMBOL(pragmac_##name##_i16)                                                                   \
    SYMBOL(pragmac_##name##_i32)                                                                   \
    SYMBOL(pragmac_##name##_i64)                                                                   \
    SYMBOL(pragmac_##name##_u8)                                                                    \
    SYMBOL(pragmac_##name##_u16)                                                                   \
    SYMBOL(pragmac_##name##_u32)                                                                   \
    SYMBOL(pragmac_##name##_u64)
#define SYMBOLS_FLOAT(name)                                                                        \
    SYMBOL(pragmac_##name##_f16) SYMBOL(pragmac_##name##_f32) SYMBOL(pragmac_##name##_f64)
#define SYMBOLS_COMPLEX(name, ...) SYMBOL(pragmac_##name##_c64) SYMBOL(pragmac_##name##_c128)

std::vector<NumericSymbol> sorted_symbols() {
    std::vector<NumericSymbol> table = {
        SYMBOL(pragmac_int_div) SYMBOL(pragmac_pow_fits) SYMBOL(pragmac_f64_to_f16)
            SYMBOLS_INTEGER(pow) SYMBOLS_FLOAT(floor_div) SYMBOLS_FLOAT(mod) SYMBOLS_FLOAT(pow)
                SYMBOLS_COMPLEX(div) SYMBOLS_COMPLEX(py_div) SYMBOLS_COMPLEX(pow)
                    SYMBOLS_COMPLEX(py_pow) SYMBOLS_COMPLEX(abs)
                        COMPLEX_FUNCTIONS(SYMBOLS_COMPLEX, SYMBOLS_COMPLEX)
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain) SYMBOLS_FLOAT(name)
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
    };
    std::ranges::sort(table, {}, [](const NumericSymbol &s) { return std::string_view(s.name); });
    return table;
}

} // namespace

std::span<const NumericSymbol> numeric_symbols() {
    static const std::vector<NumericSymbol> table = sorted_symbols();
    return table;
}

const NumericSymbol *find_numeric_symbol(std::string_view name) {
    auto table = numeric_symbols();
    auto found = std::ranges::lower_bound(
        table, name, {}, [](const NumericSymbol &s) { return std::string_view(s.name); });
    return found != table.end() && found->name == name ? &*found : nullptr;
}

} // namespace pragmac
#endif // PRAGMAC_FOR_DEVICES
