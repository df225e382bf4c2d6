// Python's names in ASCII, away from C's keywords, its library and the helper functions.
#include "c_names.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace pragmac {

namespace {

constexpr std::string_view keywords[] = {
    "auto",   "break",    "case",     "char",     "const",    "constant", "continue", "default",
    "do",     "double",   "else",     "enum",     "error",    "extern",   "float",    "for",
    "global", "goto",     "half",     "if",       "inline",   "int",      "kernel",   "local",
    "long",   "register", "restrict", "return",   "short",    "signed",   "sizeof",   "static",
    "struct", "switch",   "typedef",  "uchar",    "uint",     "ulong",    "union",    "unsigned",
    "ushort", "void",     "volatile", "while",    "bool",     "true",     "false",    "errno",
    "asm",    "typeof",   "main",     "NULL",     "NAN",      "INFINITY", "I",        "unix",
    "linux",  "i386",     "private",  "bits_f32", "bits_f64", "event_t",  "image1d_t"};

// Names of the C library that the text may call, or that a compiler knows with another type.
constexpr std::string_view library[] = {
    "abs",      "acos",      "acosh",   "asin",    "asinh",    "atan",      "atan2",   "atanh",
    "calloc",   "cbrt",      "ceil",    "clz",     "copysign", "cos",       "cosh",    "div",
    "erf",      "erfc",      "exit",    "exp",     "exp2",     "expm1",     "fabs",    "floor",
    "fma",      "fmax",      "fmin",    "fmod",    "free",     "frexp",     "gamma",   "hypot",
    "isfinite", "isinf",     "isnan",   "j0",      "j1",       "jn",        "ldexp",   "lgamma",
    "log",      "log10",     "log1p",   "log2",    "malloc",   "max",       "memcpy",  "min",
    "mod",      "nextafter", "pow",     "printf",  "rand",     "remainder", "remquo",  "rint",
    "round",    "select",    "sign",    "signbit", "sin",      "sinh",      "sqrt",    "step",
    "tan",      "tanh",      "tgamma",  "trunc",   "y0",       "y1",        "yn",      "index",
    "time",     "log1pf",    "dot",     "cross",   "clamp",    "degrees",   "radians", "mix",
    "length",   "normalize", "barrier", "ceilf",   "floorf"};

// Helper functions end in a dtype.
bool like_a_helper(std::string_view name) {
    size_t end = name.rfind('_');
    DType d;
    return end != name.npos && parse_name(name.substr(end + 1), d);
}

// float4, uchar16, …
bool vector_type(std::string_view name) {
    constexpr std::string_view scalars[] = {"char", "uchar", "short", "ushort", "int",   "uint",
                                            "long", "ulong", "half",  "float",  "double"};
    size_t end = name.find_last_not_of("0123456789");
    return end + 1 < name.size() &&
           std::ranges::find(scalars, name.substr(0, end + 1)) != std::end(scalars);
}

bool reserved(std::string_view name) {
    return std::ranges::find(keywords, name) != std::end(keywords) ||
           std::ranges::find(library, name) != std::end(library) || name.starts_with("pragmac") ||
           name.starts_with("__") || name.ends_with("_t") || like_a_helper(name) ||
           vector_type(name);
}

std::string in_ascii(std::string_view name) {
    std::string text;
    for (char c : name) {
        bool plain = std::isalnum(static_cast<unsigned char>(c)) && static_cast<signed char>(c) > 0;
        if (plain || c == '_')
            text += c;
        else {
            constexpr char digits[] = "0123456789abcdef";
            auto byte = static_cast<unsigned char>(c);
            text += {'u', digits[byte >> 4], digits[byte & 15]};
        }
    }
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '_')
        text = "v" + text;
    return text;
}

} // namespace

std::string CNames::fresh(std::string_view wanted) {
    std::string base = in_ascii(wanted), name = base;
    for (int number = 2; reserved(name) || !taken_.insert(name).second; number++)
        name = base + "_" + std::to_string(number);
    return name;
}

// Behind an array's name stand those of its extents and strides.
std::string CNames::fresh_array(std::string_view wanted, int rank) {
    auto derived = [&](const std::string &name) {
        std::vector<std::string> all;
        for (int axis = 0; axis < rank; axis++)
            for (const char *what : {"_n", "_s"})
                all.push_back(name + what + std::to_string(axis));
        return all;
    };
    for (;;) {
        std::string name = fresh(wanted);
        std::vector<std::string> all = derived(name);
        if (std::ranges::any_of(all, [&](const std::string &n) { return taken_.count(n); }))
            continue;
        taken_.insert(all.begin(), all.end());
        return name;
    }
}

const std::string &CNames::of(NodeRef var) {
    auto found = names_.find(var);
    if (found != names_.end())
        return found->second;
    std::string_view wanted = as<Var>(var)->info->name;
    std::string name = var->type.array ? fresh_array(wanted, var->type.rank) : fresh(wanted);
    return names_.emplace(var, name).first->second;
}

std::string CNames::rename(NodeRef var, const std::string &name) {
    std::string before = of(var);
    names_[var] = name;
    return before;
}

} // namespace pragmac
