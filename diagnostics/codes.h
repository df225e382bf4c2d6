// The table of diagnostic codes: one row of codes.def each.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pragmac {

enum class Severity : uint8_t { error, warning, note };
std::string_view name_of(Severity severity);

// A row of codes.def.
struct CodeInfo {
    std::string_view code;        // "P301"
    Severity severity;            // what a report has unless it says otherwise
    std::string_view title;       // one line
    std::string_view explanation; // the paragraph of `pragmac explain P301`
};

inline constexpr CodeInfo code_table[] = {
#define PRAGMAC_CODE(code, severity, title, explanation)                                           \
    {#code, Severity::severity, title, explanation},
#include "codes.def"
#undef PRAGMAC_CODE
};

// A code of the table. A string literal that is in no row does not compile.
class Code {
  public:
    template <size_t N> consteval Code(const char (&text)[N]) : text_(text, N - 1) {
        bool known = false;
        for (const CodeInfo &row : code_table)
            known = known || row.code == text_;
        if (!known)
            throw "this code has no row in codes.def";
    }
    constexpr explicit Code(const CodeInfo &row) : text_(row.code) {}

    constexpr std::string_view text() const { return text_; }
    const CodeInfo &info() const;

  private:
    std::string_view text_;
};

// Null when there is no such code.
const CodeInfo *find_code(std::string_view code);

} // namespace pragmac
