// Which comments are directives, and the text of a directive over its continuation lines.
#include "directive_comment.h"

#include "suggest.h"

#include <algorithm>

namespace pragmac {

namespace {

constexpr std::string_view directive_words[] = {"parallel", "simd",   "sequential", "atomic",
                                                "omp",      "tensor", "distribute"};

// First words of pragmas that belong to coverage.py, mutmut and detect-secrets; their colon is
// optional there.
constexpr std::string_view other_tools[] = {"no", "nocover", "nobranch", "allowlist", "whitelist"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }

bool is_word(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c >= 0x80;
}

size_t skip_blanks(std::string_view text, size_t at) {
    while (at < text.size() && is_blank(text[at]))
        ++at;
    return at;
}

size_t word_end(std::string_view text, size_t at) {
    while (at < text.size() && is_word(text[at]))
        ++at;
    return at;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && edit_distance(a, b) == 0;
}

bool is_other_tool(std::string_view rest) {
    std::string_view first = rest.substr(0, word_end(rest, 0));
    return std::any_of(std::begin(other_tools), std::end(other_tools),
                       [&](std::string_view w) { return same_ignoring_case(w, first); });
}

bool begins_like_directive(std::string_view rest) {
    if (rest.starts_with(":") || rest.find("=>") != rest.npos)
        return true;
    return nearest(rest.substr(0, word_end(rest, 0)), directive_words).has_value();
}

// `pragam`, `progma`, `Pragma`: one slip, or two when at least the first letter is right.
bool is_misspelt_pragma(std::string_view word) {
    int distance = edit_distance(word, "pragma");
    bool same_start = word.starts_with('p') || word.starts_with('P');
    return distance <= 1 || (distance == 2 && same_start);
}

// Exactly `pragma`, then what stands behind it.
CommentMatch classify_pragma(std::string_view text, size_t begin, size_t end) {
    CommentMatch match{CommentClass::directive, begin, skip_blanks(text, end)};
    bool blank = end == text.size() || is_blank(text[end]);
    bool colon = match.rest < text.size() && text[match.rest] == ':';
    // A tensor directive begins with a colon of its own: `#pragma :N => parallel`.
    if (colon && text.find("=>") == text.npos) {
        match.rest = skip_blanks(text, match.rest + 1);
        bool ours = begins_like_directive(text.substr(match.rest));
        match.category = ours ? CommentClass::near_miss : CommentClass::other_tool;
    } else if (is_other_tool(text.substr(match.rest))) {
        match.category = CommentClass::other_tool;
    } else if (!blank) { // `pragma:N => parallel`, `pragma-parallel for`
        while (match.rest < text.size() && !is_word(text[match.rest]) && text[match.rest] != ':')
            ++match.rest;
        bool ours = begins_like_directive(text.substr(match.rest));
        match.category = ours ? CommentClass::near_miss : CommentClass::ordinary;
    }
    return match;
}

// A word that is not `pragma` itself.
CommentMatch classify_other_word(std::string_view text, size_t begin, size_t end) {
    std::string_view word = text.substr(begin, end - begin);
    CommentMatch match{CommentClass::ordinary, begin, end};
    if (is_misspelt_pragma(word))
        while (match.rest < text.size() && !is_word(text[match.rest]))
            ++match.rest;
    else if (word.size() > 6 && is_misspelt_pragma(word.substr(0, 6))) // `pragmaparallel for`
        match.rest = begin + (word[6] == '_' ? 7 : 6);
    else
        return match;
    std::string_view rest = text.substr(match.rest);
    if (is_other_tool(rest))
        match.category = CommentClass::other_tool;
    else if (begins_like_directive(rest))
        match.category = CommentClass::near_miss;
    return match;
}

} // namespace

CommentMatch classify_comment(std::string_view text) {
    size_t begin = skip_blanks(text, text.empty() ? 0 : 1);
    size_t end = word_end(text, begin);
    // A no-break space is a letter to word_end; what follows it may still be a directive.
    constexpr std::string_view no_break_space = "\xC2\xA0";
    while (text.substr(begin, end - begin).starts_with(no_break_space))
        begin += no_break_space.size();
    size_t inner = text.substr(begin, end - begin).find(no_break_space);
    if (inner != text.npos) {
        CommentMatch match = classify_other_word(text, begin, begin + inner);
        match.rest = begin + inner + no_break_space.size();
        if (begins_like_directive(text.substr(match.rest)) &&
            is_misspelt_pragma(text.substr(begin, inner)))
            match.category = CommentClass::near_miss;
        return match;
    }
    if (text.substr(begin, end - begin) == "pragma") {
        CommentMatch match = classify_pragma(text, begin, end);
        bool after_blank = begin > 1 && text.substr(1, begin - 1).find('\xC2') != text.npos;
        if (after_blank && match.category == CommentClass::directive)
            match.category = CommentClass::near_miss;
        return match;
    }
    return classify_other_word(text, begin, end);
}

void PragmaText::append(const Comment &comment, size_t begin, size_t end) {
    if (!text_.empty()) {
        Place last = places_.back();
        text_ += ' ';
        places_.push_back({last.line, last.column + 1});
    }
    uint32_t column = comment.span.column;
    for (size_t i = 0; i < end; ++i) {
        bool continues = (comment.text[i] & 0xC0) == 0x80;
        if (i > 0 && !continues)
            ++column;
        if (i < begin)
            continue;
        text_ += comment.text[i];
        places_.push_back({comment.span.line, column});
    }
}

Span PragmaText::span(size_t begin, size_t end) const {
    if (places_.empty())
        return {};
    bool past_end = begin >= places_.size();
    Place first = past_end ? places_.back() : places_[begin];
    if (past_end)
        ++first.column;
    Place last = end > begin && !past_end ? places_[std::min(end, places_.size()) - 1] : first;
    return {file_, first.line, first.column, last.line, last.column + 1};
}

} // namespace pragmac
