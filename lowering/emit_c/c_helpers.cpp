// Definitions from templates: $T the type, $D its name, $U the unsigned type of its width, $B its
// bits, $P and $Q type and name of a complex number's part, $F the suffix of the C library's
// functions, $Z the dialect's count of leading zeros.
#include "c_helpers.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace pragmac {

namespace {

struct Helper {
    std::string_view base, text;
};

constexpr Helper table[] = {
#define HELPER(base, text) {base, text},
#include "c_helpers.def"
#undef HELPER
};

const Helper *find(std::string_view base) {
    auto found = std::ranges::find(table, base, &Helper::base);
    return found == std::end(table) ? nullptr : found;
}

std::string expand(char token, DType d, const CDialect &dialect) {
    DType part = part_of(d);
    switch (token) {
    case 'T': return std::string(c_type(d));
    case 'D': return std::string(name_of(d));
    case 'U': return std::string(c_unsigned_type(d));
    case 'B': return std::to_string(8 * byte_size(d));
    case 'P': return std::string(c_type(part));
    case 'Q': return std::string(name_of(part));
    case 'F': return part == DType::f32 ? std::string(dialect.f32_suffix) : "";
    case 'Z': return std::string(dialect.leading_zeros);
    }
    internal_error(__FILE__, __LINE__, "no such token in a helper's text");
}

std::string instance(std::string_view text, DType d, const CDialect &dialect) {
    std::string result;
    for (size_t i = 0; i < text.size(); i++)
        if (text[i] == '$')
            result += expand(text[++i], d, dialect);
        else
            result += text[i];
    return result;
}

bool in_identifier(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

} // namespace

void CHelpers::use_all_in(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        if (!in_identifier(text[i])) {
            i++;
            continue;
        }
        size_t end = i;
        while (end < text.size() && in_identifier(text[end]))
            end++;
        std::string_view name = text.substr(i, end - i);
        size_t last = name.rfind('_');
        DType d;
        if (last != name.npos && parse_name(name.substr(last + 1), d) && find(name.substr(0, last)))
            use(name.substr(0, last), d);
        i = end;
    }
}

std::string CHelpers::use(std::string_view base, DType d) {
    std::string name = std::string(base) + "_" + std::string(name_of(d));
    if (!used_.insert(name).second)
        return name;
    const Helper *helper = find(base);
    internal_assert(helper, "no helper " + name);
    std::string definition = instance(helper->text, d, dialect_);
    use_all_in(definition);
    text_ += definition;
    return name;
}

} // namespace pragmac
