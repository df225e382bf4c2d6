// A range of source text: what every node, directive and diagnostic points at.
#pragma once

#include <cstdint>

namespace pragmac {

// Lines and columns count from 1, columns in characters (not bytes); end_column is one past the
// last character. `line` 0 means "no place in the source".
struct Span {
    uint16_t file = 0; // index into the compile's list of files
    uint32_t line = 0, column = 0, end_line = 0, end_column = 0;

    bool known() const { return line != 0; }
    friend bool operator==(const Span &, const Span &) = default;
};

// Whether both start at one place: what a pass makes of a statement keeps where it began.
inline bool same_place(const Span &a, const Span &b) {
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

// From the start of `first` to the end of `last`; both lie in one file.
inline Span join(const Span &first, const Span &last) {
    return {first.file, first.line, first.column, last.end_line, last.end_column};
}

} // namespace pragmac
