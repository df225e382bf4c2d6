// Casts, library functions, and the text of scalars.
#include "functions.h"
#include "scalar_types.h"
#include "values.h"

#include <charconv>

namespace pragmac {
namespace {

namespace num = numeric;

template <class To, class From> To cast_of(From x) {
    if constexpr (is_complex_type<From> && is_complex_type<To>) {
        using Part = decltype(To::re);
        return {num::convert<Part>(x.re), num::convert<Part>(x.im)};
    } else if constexpr (is_complex_type<To>) {
        return {num::convert<decltype(To::re)>(x), 0};
    } else if constexpr (is_complex_type<From>) {
        if constexpr (std::is_same_v<To, bool>)
            return x.re != 0 || x.im != 0;
        else
            return num::convert<To>(x.re);
    } else {
        return num::convert<To>(x);
    }
}

// Python's repr: the shortest digits that read back, in the style of format 'r'.
template <class T> std::string float_text(T v) {
    if (v != v)
        return "nan";
    if (std::isinf(v))
        return v < 0 ? "-inf" : "inf";
    char buffer[64];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::scientific).ptr;
    std::string text(buffer, end);
    size_t e = text.find('e');
    int exponent = std::stoi(text.substr(e + 1));
    if (exponent < -4 || exponent >= 16)
        return text;
    end = std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::fixed).ptr;
    text.assign(buffer, end);
    return text.find('.') == text.npos ? text + ".0" : text;
}

template <class T> std::string complex_text(num::Complex<T> z) {
    auto part = [](T v) {
        std::string text = float_text(v);
        return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
    };
    std::string imaginary = part(z.im) + "j";
    if (z.re == 0 && !std::signbit(z.re))
        return imaginary;
    bool sign = imaginary[0] == '-';
    return "(" + part(z.re) + (sign ? "" : "+") + imaginary + ")";
}

} // namespace

Bits cast_value(DType from, Bits x, DType to) {
    return with_type(from, [&](auto source) {
        using From = decltype(source);
        return with_type(to, [&](auto target) {
            return to_bits(cast_of<decltype(target)>(from_bits<From>(x)));
        });
    });
}

bool fits_value(DType from, Bits x, DType to) {
    internal_assert(is_integer(to), "fits is for integer targets");
    return with_type(from, [&](auto source) {
        using From = decltype(source);
        return with_type(to, [&](auto target) -> bool {
            using To = decltype(target);
            if constexpr (!std::is_integral_v<To> || std::is_same_v<To, bool> ||
                          is_complex_type<From>)
                internal_error(__FILE__, __LINE__, "fits is for real scalars");
            else if constexpr (std::is_same_v<From, bool>)
                return true;
            else
                return num::fits<To>(from_bits<From>(x));
        });
    });
}

Bits math_value(FunctionId f, DType d, std::span<const Bits> args) {
    const FunctionInfo &info = info_of(f);
    internal_assert(accepts(info, d), "the function has no such operands");
    std::string name = "pragmac_" + std::string(info.name) + "_" + std::string(name_of(d));
    const NumericSymbol *symbol = find_numeric_symbol(name);
    internal_assert(symbol, "no entry point " + name);
    std::vector<uint64_t> slots;
    for (const Bits &x : args) {
        slots.push_back(x.lo);
        if (is_complex(d))
            slots.push_back(x.hi);
    }
    uint64_t result[2] = {0, 0};
    symbol->call(slots.data(), result);
    return {result[0], result[1]};
}

std::string python_text(DType d, Bits value) {
    return with_type(d, [&](auto type) -> std::string {
        using T = decltype(type);
        T v = from_bits<T>(value);
        if constexpr (std::is_same_v<T, bool>)
            return v ? "True" : "False";
        else if constexpr (is_complex_type<T>)
            return complex_text(v);
        else if constexpr (std::is_same_v<T, num::f16>)
            return float_text(num::f16_to_f32(v));
        else if constexpr (num::is_real<T>)
            return float_text(v);
        else
            return std::to_string(v);
    });
}

std::string format_message(std::string_view format, std::span<const std::string> texts) {
    std::string out;
    for (size_t i = 0; i < format.size(); i++) {
        bool brace = format[i] == '{' || format[i] == '}';
        if (brace && format.substr(i + 1, 1) == format.substr(i, 1)) { // stands for itself
            out += format[i++];
            continue;
        }
        size_t close = format[i] == '{' ? format.find('}', i) : format.npos;
        size_t index = texts.size();
        if (close != format.npos)
            std::from_chars(format.data() + i + 1, format.data() + close, index);
        if (index < texts.size()) {
            out += texts[index];
            i = close;
        } else {
            out += format[i];
        }
    }
    return out;
}

} // namespace pragmac
