// Writes JSON: commas, escapes and nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pragmac {

class JsonWriter {
  public:
    JsonWriter &begin_object() { return open('{'); }
    JsonWriter &end_object() { return close('}'); }
    JsonWriter &begin_array() { return open('['); }
    JsonWriter &end_array() { return close(']'); }
    JsonWriter &key(std::string_view name);
    JsonWriter &text(std::string_view value);
    JsonWriter &number(int64_t value);
    JsonWriter &null();

    // A key with its value.
    JsonWriter &field(std::string_view name, std::string_view value) {
        return key(name).text(value);
    }
    JsonWriter &field(std::string_view name, int64_t value) { return key(name).number(value); }

    const std::string &str() const { return out_; }

  private:
    JsonWriter &open(char bracket);
    JsonWriter &close(char bracket);
    void separate();

    std::string out_;
    bool first_ = true; // no comma is due before the next value
};

// Quoted and escaped; bytes that are not UTF-8 become U+FFFD.
std::string json_quoted(std::string_view text);

} // namespace pragmac
