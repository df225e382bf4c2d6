// The two dialects; types, literals and parentheses.
#include "c_dialect.h"

#include <bit>
#include <charconv>
#include <cmath>

namespace pragmac {

const CDialect &openmp_dialect() {
    static const CDialect dialect{.headers = "#include <math.h>\n"
                                             "#include <stdbool.h>\n"
                                             "#include <stdint.h>\n"
                                             "#include <stdlib.h>\n"
                                             "#include <string.h>\n",
                                  .i64_prefix = "INT64_C(",
                                  .i64_suffix = ")",
                                  .u64_prefix = "UINT64_C(",
                                  .u64_suffix = ")",
                                  .f32_suffix = "f",
                                  .leading_zeros = "__builtin_clzll",
                                  .array_space = ""};
    return dialect;
}

const CDialect &opencl_dialect() {
    static const CDialect dialect{.headers = "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n"
                                             "#pragma OPENCL EXTENSION "
                                             "cl_khr_int64_base_atomics : enable\n"
                                             "#pragma OPENCL FP_CONTRACT OFF\n"
                                             "typedef char int8_t;\n"
                                             "typedef short int16_t;\n"
                                             "typedef int int32_t;\n"
                                             "typedef long int64_t;\n"
                                             "typedef uchar uint8_t;\n"
                                             "typedef ushort uint16_t;\n"
                                             "typedef uint uint32_t;\n"
                                             "typedef ulong uint64_t;\n",
                                  .i64_prefix = "",
                                  .i64_suffix = "L",
                                  .u64_prefix = "",
                                  .u64_suffix = "UL",
                                  .f32_suffix = "", // its functions are overloaded
                                  .leading_zeros = "clz",
                                  .array_space = "__global "};
    return dialect;
}

std::string_view c_type(DType d) {
    switch (d) {
    case DType::b1: return "bool";
    case DType::i8: return "int8_t";
    case DType::i16: return "int16_t";
    case DType::i32: return "int32_t";
    case DType::i64: return "int64_t";
    case DType::u8: return "uint8_t";
    case DType::u16: return "uint16_t";
    case DType::u32: return "uint32_t";
    case DType::u64: return "uint64_t";
    case DType::f32: return "float";
    case DType::f64: return "double";
    case DType::c64: return "pragmac_c64";
    case DType::c128: return "pragmac_c128";
    case DType::f16: throw MissingInC{"float16", {}};
    case DType::none: break;
    }
    internal_error(__FILE__, __LINE__, "a scalar without a type");
}

std::string_view c_memory_type(DType d) { return is_bool(d) ? "uint8_t" : c_type(d); }

std::string_view c_unsigned_type(DType d) {
    switch (byte_size(d)) {
    case 1: return "uint8_t";
    case 2: return "uint16_t";
    case 4: return "uint32_t";
    default: return "uint64_t";
    }
}

std::string at_level(const CText &x, int level) {
    return x.level >= level ? x.text : "(" + x.text + ")";
}

namespace {

// The shortest decimal that reads back as the same bits.
template <class T> CText float_literal(T value, std::string_view suffix) {
    if (std::isinf(value))
        return {value < 0 ? "-INFINITY" : "INFINITY", value < 0 ? c_unary : c_primary};
    char buffer[64];
    std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
    if (text.find_first_of(".e") == text.npos)
        text += ".0";
    return {text + std::string(suffix), text[0] == '-' ? c_unary : c_primary};
}

CText nan_literal(uint64_t bits, std::string_view function) {
    char buffer[32];
    std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, bits, 16).ptr);
    return {std::string(function) + "(0x" + text + "u)", c_primary};
}

CText integer_literal(const CDialect &dialect, DType d, uint64_t bits) {
    auto value = static_cast<int64_t>(bits);
    if (is_unsigned(d)) {
        std::string text = std::to_string(bits);
        if (bits > UINT32_MAX || d == DType::u64)
            return {std::string(dialect.u64_prefix) + text + std::string(dialect.u64_suffix),
                    c_primary};
        return {text + (d == DType::u32 ? "u" : ""), c_primary, d != DType::u32};
    }
    if (value == INT64_MIN)
        return {"(-" + std::string(dialect.i64_prefix) + "9223372036854775807" +
                    std::string(dialect.i64_suffix) + " - 1)",
                c_primary};
    int level = value < 0 ? c_unary : c_primary;
    std::string text = std::to_string(value);
    if (value >= -INT32_MAX && value <= INT32_MAX)
        return {text, level, true};
    if (value < 0)
        text = text.substr(1);
    return {(value < 0 ? "-" : "") + std::string(dialect.i64_prefix) + text +
                std::string(dialect.i64_suffix),
            level};
}

CText part_literal(const CDialect &dialect, DType d, uint64_t bits) {
    if (is_bool(d))
        return {bits ? "true" : "false", c_primary};
    if (d == DType::f64) {
        auto value = std::bit_cast<double>(bits);
        return value == value ? float_literal(value, "") : nan_literal(bits, "from_bits_f64");
    }
    if (d == DType::f32) {
        auto value = std::bit_cast<float>(static_cast<uint32_t>(bits));
        return value == value ? float_literal(value, "f")
                              : nan_literal(static_cast<uint32_t>(bits), "from_bits_f32");
    }
    return integer_literal(dialect, d, bits);
}

} // namespace

CText c_literal(const CDialect &dialect, DType d, Bits bits) {
    if (!is_complex(d))
        return part_literal(dialect, d, bits.lo);
    return {"complex_" + std::string(name_of(d)) + "(" +
                part_literal(dialect, part_of(d), bits.lo).text + ", " +
                part_literal(dialect, part_of(d), bits.hi).text + ")",
            c_primary};
}

std::string function_head(const std::string &type_and_name,
                          const std::vector<std::string> &parameters) {
    std::string text = type_and_name + "(";
    size_t indent = text.size(), column = indent;
    for (size_t i = 0; i < parameters.size(); i++) {
        std::string part = parameters[i] + (i + 1 < parameters.size() ? "," : ")");
        if (i && column + 1 + part.size() > 98) {
            text += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (i) {
            text += " ";
            column++;
        }
        text += part;
        column += part.size();
    }
    return text;
}

} // namespace pragmac
