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

// Whether the colon at the start of `rest` belongs to a tensor item (`:N => parallel`), not to a
// misspelt `pragma:` in front of one (`1:N => parallel`).
bool begins_tensor_item(std::string_view rest) {
    size_t arrow = rest.find("=>");
    return arrow != rest.npos && rest.substr(1, arrow).find(':') == rest.npos;
}

// Exactly `pragma`, then what stands behind it.
CommentMatch classify_pragma(std::string_view text, size_t begin, size_t end) {
    CommentMatch match{CommentClass::directive, begin, skip_blanks(text, end)};
    bool blank = end == text.size() || is_blank(text[end]);
    bool colon = match.rest < text.size() && text[match.rest] == ':';
    size_t behind_colon = skip_blanks(text, match.rest + (colon ? 1 : 0));
    if (is_other_tool(text.substr(behind_colon))) {
        match.category = CommentClass::other_tool;
    } else if (colon && !blank) { // `pragma: …`: somebody else's, unless it reads like ours
        if (!begins_tensor_item(text.substr(match.rest)))
            match.rest = behind_colon;
        bool ours = begins_like_directive(text.substr(match.rest));
        match.category = ours ? CommentClass::near_miss : CommentClass::other_tool;
    } else if (!blank) { // `pragma-parallel for`
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

// The blanks that look like a space but are none to Python: no-break space, the spaces of general
// punctuation, the ideographic space, the byte order mark. Offsets stay.
std::string with_plain_blanks(std::string_view text) {
    std::string plain(text);
    for (size_t i = 0; i + 1 < plain.size(); ++i) {
        std::string_view here = std::string_view(plain).substr(i);
        bool general = here.starts_with("\xE2\x80") && here.size() > 2 && here[2] <= '\x8B';
        if (here.starts_with("\xC2\xA0"))
            plain.replace(i, 2, 2, ' ');
        else if (general || here.starts_with("\xE3\x80\x80") || here.starts_with("\xEF\xBB\xBF"))
            plain.replace(i, 3, 3, ' ');
    }
    return plain;
}

// `##pragma …`, `#-pragma …`: one sign in front of the word.
CommentMatch classify_marked(std::string_view text) {
    CommentMatch match{CommentClass::ordinary, 1, 2 + std::string_view("pragma").size()};
    while (match.rest < text.size() && !is_word(text[match.rest]) && text[match.rest] != ':')
        ++match.rest;
    size_t behind_colon = match.rest + (match.rest < text.size() && text[match.rest] == ':');
    if (is_other_tool(text.substr(skip_blanks(text, behind_colon))))
        match.category = CommentClass::other_tool;
    else if (begins_like_directive(text.substr(match.rest)))
        match.category = text[1] == '#' ? CommentClass::disabled : CommentClass::near_miss;
    return match;
}

bool is_marked(std::string_view text) {
    std::string_view word = text.substr(std::min<size_t>(text.size(), 2));
    return text.size() > 2 && !is_word(text[1]) && !is_blank(text[1]) && text[1] != '!' &&
           word.substr(0, word_end(word, 0)) == "pragma";
}

CommentMatch classify_plain(std::string_view text) {
    if (is_marked(text))
        return classify_marked(text);
    size_t begin = skip_blanks(text, text.empty() ? 0 : 1);
    size_t end = word_end(text, begin);
    if (text.substr(begin, end - begin) == "pragma")
        return classify_pragma(text, begin, end);
    return classify_other_word(text, begin, end);
}

} // namespace

CommentMatch classify_comment(std::string_view text) {
    std::string plain = with_plain_blanks(text);
    CommentMatch match = classify_plain(plain);
    bool exotic = plain.compare(0, match.rest, text.substr(0, match.rest)) != 0;
    if (exotic && match.category == CommentClass::directive)
        match.category = CommentClass::near_miss;
    return match;
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
