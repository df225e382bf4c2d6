// Writes JSON.
#include "json_writer.h"

#include "source_line.h"

#include <cstdio>

namespace pragmac {

std::string json_quoted(std::string_view text) {
    std::string out = "\"";
    for (const Character &c : split_characters(text)) {
        if (c.code == '"' || c.code == '\\') {
            out += '\\';
            out += c.bytes;
        } else if (c.code < 0x20 || c.code == 0x7F) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c.code));
            out += escape;
        } else {
            out += c.code == 0xFFFD ? "\xEF\xBF\xBD" : std::string(c.bytes);
        }
    }
    return out + "\"";
}

JsonWriter &JsonWriter::key(std::string_view name) {
    separate();
    out_ += json_quoted(name) + ": ";
    first_ = true;
    return *this;
}

JsonWriter &JsonWriter::text(std::string_view value) {
    separate();
    out_ += json_quoted(value);
    return *this;
}

JsonWriter &JsonWriter::number(int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
}

JsonWriter &JsonWriter::null() {
    separate();
    out_ += "null";
    return *this;
}

JsonWriter &JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
}

JsonWriter &JsonWriter::close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
}

void JsonWriter::separate() {
    if (!first_)
        out_ += ", ";
    first_ = false;
}

} // namespace pragmac
