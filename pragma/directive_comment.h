// Which comments are directives, and the text of a directive over its continuation lines.
#pragma once

#include "tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

enum class CommentClass {
    ordinary,   // prose, or a pragma that is commented out (`# #pragma …`)
    disabled,   // `##pragma …`: commented out, or one `#` too many
    other_tool, // `# pragma: no cover` and the like
    directive,  // `#pragma …`, `# pragma …`
    near_miss,  // looks like a directive but is not spelt as one: always an error
};

// Offsets are bytes of the comment's text.
struct CommentMatch {
    CommentClass category = CommentClass::ordinary;
    size_t pragma = 0; // where the word `pragma` (or its misspelling) begins
    size_t rest = 0;   // where the directive's own words begin
};

CommentMatch classify_comment(std::string_view text);

// The text of one directive, continuation lines joined by a blank, with the place of every byte.
class PragmaText {
  public:
    static constexpr size_t length_limit = 4096;

    explicit PragmaText(uint16_t file) : file_(file) {}

    // Adds the part of `comment` from byte `begin` on, up to byte `end`.
    void append(const Comment &comment, size_t begin, size_t end);

    std::string_view text() const { return text_; }
    // From byte `begin` to byte `end`; an empty range is one character wide.
    Span span(size_t begin, size_t end) const;

  private:
    struct Place {
        uint32_t line, column;
    };
    uint16_t file_;
    std::string text_;
    std::vector<Place> places_;
};

} // namespace pragmac
