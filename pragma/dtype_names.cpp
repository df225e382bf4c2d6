// The names that NumPy gives to number types: attributes of the module, and strings.
#include "dtype_names.h"

#include <string>

namespace pragmac {
namespace {

struct NameRow {
    std::string_view name;
    DType dtype;
    bool attribute; // of the module numpy too
};
// Beside the names with a width. C's types are those of 64-bit Unix, `long` and all.
constexpr NameRow name_rows[] = {
    {"bool", DType::b1, true},       {"bool_", DType::b1, true},
    {"byte", DType::i8, true},       {"ubyte", DType::u8, true},
    {"short", DType::i16, true},     {"ushort", DType::u16, true},
    {"intc", DType::i32, true},      {"uintc", DType::u32, true},
    {"int_", DType::i64, true},      {"uint", DType::u64, true},
    {"intp", DType::i64, true},      {"uintp", DType::u64, true},
    {"long", DType::i64, true},      {"ulong", DType::u64, true},
    {"half", DType::f16, true},      {"single", DType::f32, true},
    {"double", DType::f64, true},    {"csingle", DType::c64, true},
    {"cdouble", DType::c128, true},  {"int", DType::i64, false},
    {"float", DType::f64, false},    {"complex", DType::c128, false},
    {"longlong", DType::i64, false}, {"ulonglong", DType::u64, false},
};

struct CodeRow {
    std::string_view code;
    DType dtype;
};
constexpr CodeRow code_rows[] = {
    {"?", DType::b1},   {"b1", DType::b1},    {"b", DType::i8},   {"i1", DType::i8},
    {"h", DType::i16},  {"i2", DType::i16},   {"i", DType::i32},  {"i4", DType::i32},
    {"l", DType::i64},  {"i8", DType::i64},   {"q", DType::i64},  {"p", DType::i64},
    {"n", DType::i64},  {"B", DType::u8},     {"u1", DType::u8},  {"H", DType::u16},
    {"u2", DType::u16}, {"I", DType::u32},    {"u4", DType::u32}, {"L", DType::u64},
    {"u8", DType::u64}, {"Q", DType::u64},    {"P", DType::u64},  {"N", DType::u64},
    {"e", DType::f16},  {"f2", DType::f16},   {"f", DType::f32},  {"f4", DType::f32},
    {"d", DType::f64},  {"f8", DType::f64},   {"F", DType::c64},  {"c8", DType::c64},
    {"D", DType::c128}, {"c16", DType::c128},
};

} // namespace

DType dtype_of_attribute(std::string_view name) {
    for (const NameRow &row : name_rows)
        if (row.attribute && row.name == name)
            return row.dtype;
    DType d = DType::none;
    for (std::string_view prefix : {"int", "uint", "float", "complex"})
        if (name.starts_with(prefix) && name.size() > prefix.size())
            parse_name(prefix[0] + std::string(name.substr(prefix.size())), d);
    return d;
}

DType dtype_of_string(std::string_view text) {
    for (const NameRow &row : name_rows)
        if (row.name == text)
            return row.dtype;
    if (DType d = dtype_of_attribute(text); d != DType::none)
        return d;
    if (text.size() > 1 && (text[0] == '<' || text[0] == '=' || text[0] == '|'))
        text.remove_prefix(1); // the byte order of the machine
    for (const CodeRow &row : code_rows)
        if (row.code == text)
            return row.dtype;
    return DType::none;
}

} // namespace pragmac
