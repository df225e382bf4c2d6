// The tokens of a directive's text, and the errors a parser reports at them.
#pragma once

#include "diagnostics.h"
#include "directive.h"
#include "directive_comment.h"

#include <string>
#include <string_view>

namespace pragmac {

// Thrown after a malformed directive has been reported: the rest of it makes no sense.
struct MalformedDirective {};

struct DirectiveToken {
    enum class Category { word, number, symbol, end };
    Category category = Category::end;
    std::string_view text;
    size_t begin = 0, end = 0; // bytes of the pragma's text

    bool is(std::string_view t) const { return category != Category::end && text == t; }
    bool is_word() const { return category == Category::word; }
};

class DirectiveCursor {
  public:
    DirectiveCursor(const PragmaText &text, size_t begin, DiagnosticEngine &diagnostics)
        : text_(text), diagnostics_(diagnostics) {
        advance(begin);
    }

    const DirectiveToken &peek() const { return token_; }
    DirectiveToken take();                  // the current token, moving on
    bool accept(std::string_view text);     // takes it if it is the current one
    void expect(std::string_view text, std::string_view context);
    bool at_end() const { return token_.category == DirectiveToken::Category::end; }
    bool at_word() const { return token_.is_word(); }
    size_t last_end() const { return last_end_; } // end of the token taken last
    size_t end() const { return text_.text().size(); }
    std::string_view rest() const { return text_.text().substr(token_.begin); }

    // NAME, a Python identifier that is no keyword.
    ClauseName name(std::string_view context);
    // A decimal integer from 1 to `limit`.
    Size integer(std::string_view context, int64_t limit);
    // INT or NAME.
    Size size(std::string_view context, int64_t limit);

    Span span(size_t begin, size_t end) const { return text_.span(begin, end); }
    Span span(const DirectiveToken &token) const { return text_.span(token.begin, token.end); }
    Span span_from(size_t begin) const { return text_.span(begin, last_end_); }

    DiagnosticEngine &diagnostics() { return diagnostics_; }
    // P104 at the current token: "expected `…` in `reduction`".
    // `missing`: the parenthesis or colon that was expected.
    [[noreturn]] void malformed(std::string_view expected, std::string_view context,
                                std::string_view missing = {});
    // P104 where the directive should have ended.
    [[noreturn]] void too_much(std::string_view context);
    // P104 where a clause should begin or the directive end; what may go ends at `end`.
    [[noreturn]] void no_clause(std::string_view context, size_t end);
    // Until `leave`, the arguments of a clause are read, which begin at the current token. What
    // begins at `optional_begin`, unless that is no_place, may go if they are malformed.
    void enter_arguments(size_t optional_begin);
    void leave_arguments() { arguments_begin_ = optional_begin_ = no_place; }
    // The `)` that belongs to the `(` at `begin`; no_place if there is none.
    size_t closing(size_t begin) const;
    static constexpr size_t no_place = std::string_view::npos;
    // Something wrong was reported for which parsing can go on.
    void reject() { rejected_ = true; }
    bool rejected() const { return rejected_; }

  private:
    void advance(size_t at);
    Diagnostic &unexpected(std::string_view expected, std::string_view context);
    Span behind_last() const;
    void offer_less(Diagnostic &error, std::string_view missing);

    const PragmaText &text_;
    DiagnosticEngine &diagnostics_;
    DirectiveToken token_;
    size_t last_end_ = 0;
    size_t arguments_begin_ = no_place, optional_begin_ = no_place;
    bool after_name_ = false; // the token taken last is a word
    bool rejected_ = false;
};

} // namespace pragmac
