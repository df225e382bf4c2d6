// Names and look-up of the library functions.
#include "functions.h"

namespace pragmac {
namespace {

constexpr bool same = false, truth = true;

constexpr FunctionInfo table[] = {
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain)                         \
    {#name, arity, dtypes, result, numpy, math, MathDomain::domain},
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
};

template <class Test> bool find(Test &&test, FunctionId &out) {
    for (size_t i = 0; i < std::size(table); i++)
        if (test(table[i])) {
            out.index = static_cast<uint16_t>(i);
            return true;
        }
    return false;
}

} // namespace

std::span<const FunctionInfo> function_table() { return table; }
const FunctionInfo &info_of(FunctionId f) { return table[f.index]; }
std::string_view name_of(FunctionId f) { return table[f.index].name; }

bool parse_name(std::string_view text, FunctionId &out) {
    return find([&](const FunctionInfo &row) { return row.name == text; }, out);
}

bool accepts(const FunctionInfo &info, DType d) {
    for (char c : info.dtypes)
        if ((c == 'f' && is_float(d)) || (c == 'F' && d == DType::f64) ||
            (c == 'c' && is_complex(d)))
            return true;
    return false;
}

bool find_numpy_function(std::string_view name, FunctionId &out) {
    return find([&](const FunctionInfo &row) { return !name.empty() && row.numpy == name; }, out);
}
bool find_math_function(std::string_view name, FunctionId &out) {
    return find([&](const FunctionInfo &row) { return !name.empty() && row.math == name; }, out);
}

} // namespace pragmac
