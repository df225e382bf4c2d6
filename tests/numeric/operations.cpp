// Slot forms of the templates that are not entry points: what generated code does inline.
#include "operations.h"

#include "numeric.h"

#include <map>

namespace pragmac {
namespace {

using namespace numeric;
using Table = std::map<std::string, SlotFunction>;

template <class T> struct Part {
    using type = T;
};
template <class T> struct Part<Complex<T>> {
    using type = T;
};
template <class T>
inline constexpr int slots_of = std::is_same_v<typename Part<T>::type, T> ? 1 : 2;

template <class T> T read(const uint64_t *slots) {
    if constexpr (std::is_same_v<T, f16>)
        return f16_from_bits(static_cast<uint16_t>(*slots));
    else if constexpr (std::is_same_v<T, float>)
        return std::bit_cast<float>(static_cast<uint32_t>(*slots));
    else if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<double>(*slots);
    else if constexpr (slots_of<T> == 2)
        return {read<typename Part<T>::type>(slots), read<typename Part<T>::type>(slots + 1)};
    else
        return static_cast<T>(*slots);
}

template <class T> void write(uint64_t *slots, T value) {
    if constexpr (std::is_same_v<T, f16>)
        *slots = bits_of(value);
    else if constexpr (std::is_same_v<T, float>)
        *slots = std::bit_cast<uint32_t>(value);
    else if constexpr (std::is_same_v<T, double>)
        *slots = std::bit_cast<uint64_t>(value);
    else if constexpr (slots_of<T> == 2) {
        write(slots, value.re);
        write(slots + 1, value.im);
    } else
        *slots = static_cast<uint64_t>(value);
}

template <auto function, class A, class B>
void binary(const uint64_t *arguments, uint64_t *result) {
    write(result, function(read<A>(arguments), read<B>(arguments + slots_of<A>)));
}
template <auto function, class A> void unary(const uint64_t *arguments, uint64_t *result) {
    write(result, function(read<A>(arguments)));
}

#define BINARY(key, expression)                                                                    \
    table[key + dtype] = &binary<[](T a, T b) { return expression; }, T, T>;
#define UNARY(key, expression) table[key + dtype] = &unary<[](T a) { return expression; }, T>;

template <class T> void add_casts(Table &table, const std::string &dtype) {
#define CAST(name, To)                                                                             \
    UNARY("to_" #name " ", convert<To>(a))                                                         \
    if constexpr (!is_real<To> && !std::is_same_v<To, bool>)                                       \
        UNARY("fits_" #name " ", fits<To>(a))
    CAST(i8, int8_t)
    CAST(i16, int16_t)
    CAST(i32, int32_t)
    CAST(i64, int64_t)
    CAST(u8, uint8_t)
    CAST(u16, uint16_t)
    CAST(u32, uint32_t)
    CAST(u64, uint64_t)
    CAST(f16, f16)
    CAST(f32, float)
    CAST(f64, double)
    CAST(b1, bool)
}

template <class T> void add_integer(Table &table, const std::string &dtype) {
    BINARY("add ", wrap_add(a, b))
    BINARY("sub ", wrap_sub(a, b))
    BINARY("mul ", wrap_mul(a, b))
    BINARY("floor_div ", floor_div(a, b))
    BINARY("mod ", mod(a, b))
    BINARY("shl ", shl(a, b))
    BINARY("shr ", shr(a, b))
    BINARY("np_max ", np_max(a, b))
    BINARY("np_min ", np_min(a, b))
    BINARY("py_max ", py_max(a, b))
    BINARY("py_min ", py_min(a, b))
    UNARY("neg ", wrap_neg(a))
    UNARY("abs ", wrap_abs(a))
    UNARY("sign ", sign(a))
    add_casts<T>(table, dtype);
}

template <class T> void add_float(Table &table, const std::string &dtype) {
    BINARY("add ", add(a, b))
    BINARY("sub ", sub(a, b))
    BINARY("mul ", mul(a, b))
    BINARY("div ", div(a, b))
    BINARY("np_max ", np_max(a, b))
    BINARY("np_min ", np_min(a, b))
    BINARY("py_max ", py_max(a, b))
    BINARY("py_min ", py_min(a, b))
    add_casts<T>(table, dtype);
}

template <class T> void add_complex(Table &table, const std::string &dtype) {
    BINARY("add ", add(a, b))
    BINARY("sub ", sub(a, b))
    BINARY("mul ", mul(a, b))
    BINARY("np_max ", np_max(a, b))
    BINARY("np_min ", np_min(a, b))
    BINARY("less ", less(a, b))
    BINARY("less_equal ", less_equal(a, b))
    BINARY("equal ", equal(a, b))
}

// 0 less, 1 equal, 2 greater, 3 unordered
template <class A, class B> uint8_t order(A a, B b) {
    std::partial_ordering o = compare_exact(a, b);
    return o < 0 ? 0 : o == 0 ? 1 : o > 0 ? 2 : 3;
}

void add_python(Table &table) {
    using T = int64_t;
    const std::string dtype = "i64";
    BINARY("add_fits ", add_fits(a, b, a))
    BINARY("sub_fits ", sub_fits(a, b, a))
    BINARY("mul_fits ", mul_fits(a, b, a))
    BINARY("shl_fits ", shl_fits(a, b, a))
    BINARY("pow_fits ", pow_fits(a, b, a))
    BINARY("int_div ", int_div(a, b))
    table["compare_exact i64 f64"] = &binary<order<int64_t, double>, int64_t, double>;
    table["compare_exact u64 f64"] = &binary<order<uint64_t, double>, uint64_t, double>;
    table["compare_exact i64 u64"] = &binary<order<int64_t, uint64_t>, int64_t, uint64_t>;
    table["round_digits halves digits"] = &binary<round_digits, double, int64_t>;
}

Table make_table() {
    Table table;
    add_integer<int8_t>(table, "i8");
    add_integer<int16_t>(table, "i16");
    add_integer<int32_t>(table, "i32");
    add_integer<int64_t>(table, "i64");
    add_integer<uint8_t>(table, "u8");
    add_integer<uint16_t>(table, "u16");
    add_integer<uint32_t>(table, "u32");
    add_integer<uint64_t>(table, "u64");
    add_float<f16>(table, "f16");
    add_float<float>(table, "f32");
    add_float<double>(table, "f64");
    add_complex<Complex<float>>(table, "c64");
    add_complex<Complex<double>>(table, "c128");
    add_python(table);
    return table;
}

} // namespace

SlotFunction find_operation(const std::string &name, const std::string &first,
                            const std::string &second) {
    static const Table table = make_table();
    bool mixed = second != "-" && second != first;
    auto found = table.find(name + " " + first + (mixed ? " " + second : ""));
    if (found != table.end())
        return found->second;
    const NumericSymbol *symbol = find_numeric_symbol("pragmac_" + name + "_" + first);
    return symbol ? symbol->call : nullptr;
}

} // namespace pragmac
