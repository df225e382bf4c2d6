// One table; the dtype is a suffix on both sides.
#include "math_library.h"

#include <utility>

namespace pragmac {

namespace {

constexpr std::pair<std::string_view, std::string_view> table[] = {
    {"cbrt", "cbrt"},
    {"exp", "exp"},
    {"exp2", "exp2"},
    {"expm1", "expm1"},
    {"log", "log"},
    {"log2", "log2"},
    {"log10", "log10"},
    {"log1p", "log1p"},
    {"sin", "sin"},
    {"cos", "cos"},
    {"tan", "tan"},
    {"arcsin", "asin"},
    {"arccos", "acos"},
    {"arctan", "atan"},
    {"sinh", "sinh"},
    {"cosh", "cosh"},
    {"tanh", "tanh"},
    {"arcsinh", "asinh"},
    {"arccosh", "acosh"},
    {"arctanh", "atanh"},
    {"arctan2", "atan2"},
    {"hypot", "hypot"},
    {"fmod", "fmod"},
    {"pow", "pow"},
    {"nextafter", "nextafter"},
    {"erf", "erf"},
    {"erfc", "erfc"},
    {"gamma", "tgamma"},
    {"lgamma", "lgamma"},
    {"remainder_ieee", "remainder"},
};

} // namespace

std::string c_function_of(std::string_view numeric_name) {
    std::string_view rest = numeric_name.substr(std::string_view("pragmac_").size());
    size_t end = rest.rfind('_');
    std::string_view function = rest.substr(0, end), dtype = rest.substr(end + 1);
    if (dtype != "f64" && dtype != "f32")
        return "";
    for (const auto &[numeric, c] : table)
        if (function == numeric)
            return std::string(c) + (dtype == "f32" ? "f" : "");
    return "";
}

std::string numeric_name_of(std::string_view c_function) {
    for (const auto &[numeric, c] : table)
        for (const char *dtype : {"f64", "f32"})
            if (std::string name = "pragmac_" + std::string(numeric) + "_" + dtype;
                c_function_of(name) == c_function)
                return name;
    return "";
}

} // namespace pragmac
