// Looks up rows of the table of diagnostic codes.
#include "codes.h"

namespace pragmac {

std::string_view name_of(Severity severity) {
    switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
    }
    return "error";
}

const CodeInfo *find_code(std::string_view code) {
    for (const CodeInfo &row : code_table)
        if (row.code == code)
            return &row;
    return nullptr;
}

const CodeInfo &Code::info() const { return *find_code(text_); }

} // namespace pragmac
