// Lines of source text as a terminal shows them: characters, their widths, harmless control codes.
#pragma once

#include "diagnostics.h"

#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

// Null when the file or the line is not among the sources.
const std::string *find_line(const Sources &sources, uint16_t file, uint32_t line);
std::string_view filename_of(const Sources &sources, uint16_t file);

// One character of a line: its bytes and the cells it takes on a terminal.
struct Character {
    std::string_view bytes;
    char32_t code = 0;
    int cells = 1; // 0 for combining marks, 2 for wide East Asian characters, 1 for the rest
};

// Splits UTF-8 into characters; a byte that is not UTF-8 is a character of its own.
std::vector<Character> split_characters(std::string_view line);

// The line with control characters (terminal escapes above all) replaced by U+FFFD; tabs stay.
std::string printable(std::string_view line);

// Blanks as wide as the characters before `column` (from 1); tabs stay tabs, so that what follows
// lines up whatever the tab width is.
std::string padding_before(const std::vector<Character> &line, uint32_t column);

// Cells from `column` to `end_column`; at least 1.
int cells_between(const std::vector<Character> &line, uint32_t column, uint32_t end_column);

} // namespace pragmac
