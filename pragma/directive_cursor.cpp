// The tokens of a directive's text, and the errors a parser reports at them.
#include "directive_cursor.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace pragmac {

namespace {

constexpr std::string_view keywords[] = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }

// Length of the symbol that `text` starts with: two characters where they belong together, and
// never half of a UTF-8 sequence.
size_t symbol_length(std::string_view text) {
    constexpr std::string_view pairs[] = {"=>", "//", "**", "<=", ">=", "==", "!=", "<<", ">>"};
    for (std::string_view pair : pairs)
        if (text.starts_with(pair))
            return 2;
    return 1;
}

} // namespace

void DirectiveCursor::advance(size_t at) {
    std::string_view text = text_.text();
    while (at < text.size() && is_blank(text[at]))
        ++at;
    size_t end = at;
    auto category = DirectiveToken::Category::end;
    if (at < text.size() && is_digit(text[at])) {
        category = DirectiveToken::Category::number;
        while (end < text.size() && (is_digit(text[end]) || is_letter(text[end])))
            ++end;
    } else if (at < text.size() && is_letter(text[at])) {
        category = DirectiveToken::Category::word;
        while (end < text.size() && (is_digit(text[end]) || is_letter(text[end])))
            ++end;
    } else if (at < text.size()) {
        category = DirectiveToken::Category::symbol;
        end += symbol_length(text.substr(at));
    }
    token_ = {category, text.substr(at, end - at), at, end};
}

DirectiveToken DirectiveCursor::take() {
    DirectiveToken taken = token_;
    last_end_ = taken.end;
    after_name_ = taken.is_word();
    advance(taken.end);
    return taken;
}

bool DirectiveCursor::accept(std::string_view text) {
    if (!token_.is(text))
        return false;
    take();
    return true;
}

void DirectiveCursor::expect(std::string_view text, std::string_view context) {
    if (!accept(text))
        malformed("`" + std::string(text) + "`", context, text);
}

ClauseName DirectiveCursor::name(std::string_view context) {
    bool keyword =
        std::find(std::begin(keywords), std::end(keywords), token_.text) != std::end(keywords);
    if (!at_word() || keyword)
        malformed("a name", context);
    DirectiveToken token = take();
    return {std::string(token.text), span(token)};
}

Size DirectiveCursor::integer(std::string_view context, int64_t limit) {
    if (token_.category != DirectiveToken::Category::number)
        malformed("a whole number", context);
    DirectiveToken token = take();
    Size size{0, {}, span(token)};
    auto [last, error] =
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), size.value);
    bool leading_zero = token.text.size() > 1 && token.text[0] == '0'; // no number in Python
    if (leading_zero || last != token.text.data() + token.text.size()) {
        last_end_ = token.begin;
        token_ = token;
        malformed("a whole number", context);
    }
    if (error != std::errc() || size.value < 1 || size.value > limit) {
        diagnostics_
            .report("P105", size.span,
                    "`" + std::string(token.text) + "` is out of range in `" +
                        std::string(context) + "`")
            .with_label("a number from 1 to " + std::to_string(limit))
            .with_fix("write a number from 1 to " + std::to_string(limit), size.span,
                      std::to_string(size.value < 1 && error == std::errc() ? 1 : limit));
        reject();
        size.value = 1;
    }
    return size;
}

Size DirectiveCursor::size(std::string_view context, int64_t limit) {
    if (token_.category == DirectiveToken::Category::number)
        return integer(context, limit);
    if (!at_word())
        malformed("a whole number or a name", context);
    ClauseName n = name(context);
    return {0, n.text, n.span};
}

Diagnostic &DirectiveCursor::unexpected(std::string_view expected, std::string_view context) {
    std::string found = at_end() ? "the end" : "`" + std::string(token_.text) + "`";
    Span where = at_end() ? span(last_end_, last_end_) : span(token_);
    return diagnostics_
        .report("P104", where,
                "expected " + std::string(expected) + " in `" + std::string(context) + "`, found " +
                    found)
        .with_label("expected " + std::string(expected));
}

void DirectiveCursor::too_much(std::string_view context) {
    unexpected("the end of the directive", context)
        .with_fix("remove what follows", span(token_.begin, end()), "");
    throw MalformedDirective{};
}

void DirectiveCursor::no_clause(std::string_view context, size_t end) {
    unexpected("a clause", context).with_fix("remove it", span(token_.begin, end), "");
    throw MalformedDirective{};
}

// Where nothing stands, behind what was read.
Span DirectiveCursor::behind_last() const {
    Span place = span(last_end_, last_end_);
    place.end_column = place.column;
    return place;
}

void DirectiveCursor::enter_arguments(size_t optional_begin) {
    arguments_begin_ = token_.is("(") ? token_.begin : no_place;
    optional_begin_ = optional_begin;
}

size_t DirectiveCursor::closing(size_t begin) const {
    std::string_view text = text_.text();
    int open = 0;
    for (size_t at = begin; at < text.size(); ++at) {
        open += (text[at] == '(') - (text[at] == ')');
        if (open == 0)
            return at;
    }
    return no_place;
}

// A comma between two names; or what may go: a comma that nothing follows, what follows the last
// argument, or all of it.
void DirectiveCursor::offer_less(Diagnostic &error, std::string_view missing) {
    std::string_view text = text_.text();
    size_t close = arguments_begin_ == no_place ? no_place : closing(arguments_begin_);
    char before = last_end_ > 0 ? text[last_end_ - 1] : ' ';
    bool number = token_.category == DirectiveToken::Category::number;
    bool fraction = token_.is(".") && is_digit(before);
    if (before == ',' && token_.is(")")) {
        error.with_fix("remove the comma", span(last_end_ - 1, last_end_), "");
    } else if (missing == ")" && token_.is_word() && after_name_) {
        error.with_fix("write a comma", behind_last(), ",");
    } else if (missing == ")" && close != no_place &&
               (token_.is(",") || token_.is_word() || fraction || number)) {
        error.with_fix("remove what follows", span(last_end_, close), "");
    } else if (optional_begin_ != no_place) {
        bool begun = arguments_begin_ != no_place;
        if (begun && close == no_place && !at_end())
            return; // what belongs to it is not known
        size_t begin = optional_begin_;
        while (begin > 0 && is_blank(text[begin - 1]))
            --begin;
        error.with_fix("remove it",
                       span(begin, !begun              ? last_end_
                                   : close != no_place ? close + 1
                                                       : end()),
                       "");
    }
}

void DirectiveCursor::malformed(std::string_view expected, std::string_view context,
                                std::string_view missing) {
    Diagnostic &error = unexpected(expected, context);
    // Where a list goes on or has no items, more is wrong than that.
    bool operand = token_.category == DirectiveToken::Category::word ||
                   token_.category == DirectiveToken::Category::number;
    bool opens = missing == "(" || missing == ":" || (missing == "=>" && !token_.is("for"));
    std::string_view text = text_.text();
    size_t close = arguments_begin_ == no_place ? no_place : closing(arguments_begin_);
    auto written = [&](size_t continues) { // the clause with what is missing
        if (missing != ":" || close == no_place)
            return "write `" + std::string(missing) + "`";
        std::string_view before = text.substr(arguments_begin_, last_end_ - arguments_begin_);
        std::string_view after = text.substr(continues, close + 1 - continues);
        return "write `" + std::string(context) + std::string(before) + std::string(missing) +
               std::string(after) + "`";
    };
    // In a clause, where a colon is missing, names must follow.
    auto names_follow = [&](size_t from) {
        size_t next = std::min(text.find_first_not_of(" \t", from), text.size());
        return close == no_place || missing != ":" ||
               (next < text.size() &&
                (std::isalpha(static_cast<unsigned char>(text[next])) || text[next] == '_'));
    };
    if (missing == ")" ? at_end() : opens && operand && names_follow(token_.begin)) {
        error.with_fix(written(last_end_), behind_last(), std::string(missing));
    } else if (missing == ":" && token_.is(",") && names_follow(token_.end)) {
        error.with_fix(written(token_.end), span(token_), std::string(missing));
    } else {
        offer_less(error, missing);
    }
    error.with_fix("the grammar of directives: `pragmac explain P104`");
    throw MalformedDirective{};
}

} // namespace pragmac
