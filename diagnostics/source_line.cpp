// Lines of source text as a terminal shows them.
#include "source_line.h"

#include <algorithm>

namespace pragmac {

namespace {

// Bytes in the UTF-8 sequence that starts with `first`; 1 for a byte that starts none.
size_t sequence_length(unsigned char first) {
    if (first < 0xC2 || first > 0xF4)
        return 1;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

char32_t decode(std::string_view bytes) {
    unsigned char first = bytes[0];
    if (bytes.size() == 1)
        return first;
    char32_t code = first & (0xFF >> (bytes.size() + 1));
    for (unsigned char next : bytes.substr(1))
        code = code << 6 | (next & 0x3F);
    return code;
}

bool is_combining(char32_t c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

// The blocks of East Asian Width W and F that occur in source text.
bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x1F900 && c <= 0x1F9FF) ||
           (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_control(char32_t c) { return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0); }

} // namespace

const std::string *find_line(const Sources &sources, uint16_t file, uint32_t line) {
    if (file >= sources.size() || line < sources[file].first_line)
        return nullptr;
    size_t index = line - sources[file].first_line;
    return index < sources[file].lines.size() ? &sources[file].lines[index] : nullptr;
}

std::string_view filename_of(const Sources &sources, uint16_t file) {
    return file < sources.size() ? std::string_view(sources[file].filename) : "<unknown>";
}

std::vector<Character> split_characters(std::string_view line) {
    std::vector<Character> characters;
    while (!line.empty()) {
        size_t length = std::min(sequence_length(line[0]), line.size());
        for (size_t i = 1; i < length; ++i)
            if ((line[i] & 0xC0) != 0x80)
                length = 1;
        std::string_view bytes = line.substr(0, length);
        char32_t code = decode(bytes);
        if (length == 1 && static_cast<unsigned char>(bytes[0]) >= 0x80)
            code = 0xFFFD;
        characters.push_back({bytes, code, is_combining(code) ? 0 : is_wide(code) ? 2 : 1});
        line.remove_prefix(length);
    }
    return characters;
}

std::string printable(std::string_view line) {
    std::string text;
    for (const Character &c : split_characters(line))
        text += is_control(c.code) || c.code == 0xFFFD ? "\xEF\xBF\xBD" : std::string(c.bytes);
    return text;
}

std::string padding_before(const std::vector<Character> &line, uint32_t column) {
    std::string padding;
    for (size_t i = 0; i + 1 < column && i < line.size(); ++i)
        padding += line[i].code == '\t' ? "\t" : std::string(line[i].cells, ' ');
    return padding;
}

int cells_between(const std::vector<Character> &line, uint32_t column, uint32_t end_column) {
    int cells = 0;
    for (size_t i = column - 1; i + 1 < end_column && i < line.size(); ++i)
        cells += line[i].cells;
    return std::max(cells, 1);
}

} // namespace pragmac
