// Collects diagnostics and orders them for the user.
#include "diagnostics.h"
#include "source_line.h"

#include <algorithm>
#include <tuple>

namespace pragmac {

Diagnostic &Diagnostic::with_label(std::string text) {
    label = std::move(text);
    return *this;
}

Diagnostic &Diagnostic::with_note(Span where, std::string text) {
    notes.push_back({where, std::move(text)});
    return *this;
}

Diagnostic &Diagnostic::with_fix(std::string text) {
    fixes.push_back({std::move(text), std::nullopt});
    return *this;
}

Diagnostic &Diagnostic::with_fix(std::string text, Span where, std::string replacement,
                                 EditPlace place) {
    fixes.push_back({std::move(text), Edit{where, std::move(replacement), place}});
    return *this;
}

Diagnostic &Diagnostic::with_fix_in_order(Span loop) {
    const char *first = "remove the directive, and the loop runs in order";
    return with_fix(fixes.empty() ? first : std::string("or ") + first, loop, "",
                    EditPlace::directive);
}

Diagnostic &Diagnostic::with_severity(Severity s) {
    severity = s;
    return *this;
}

Diagnostic &DiagnosticEngine::report(Code code, Span span, std::string message) {
    Diagnostic diagnostic;
    diagnostic.code = code.text();
    diagnostic.severity = code.info().severity;
    diagnostic.span = span;
    diagnostic.message = std::move(message);
    return reported_.emplace_back(std::move(diagnostic));
}

void DiagnosticEngine::note_directive(const Span &loop, const Span &comment, bool own_line) {
    directives_.push_back({loop, comment, own_line});
}

// Null where the loop has none or several.
const DiagnosticEngine::NotedDirective *DiagnosticEngine::directive_of(const Span &loop) const {
    const NotedDirective *found = nullptr;
    for (const NotedDirective &noted : directives_) {
        if (!same_place(noted.loop, loop) || (found && found->comment == noted.comment))
            continue;
        if (found)
            return nullptr;
        found = &noted;
    }
    return found;
}

void DiagnosticEngine::resolve(Fix &fix) const {
    if (!fix.edit ||
        (fix.edit->place != EditPlace::directive && fix.edit->place != EditPlace::directive_end))
        return;
    const NotedDirective *noted = directive_of(fix.edit->span);
    if (!noted) {
        fix.edit.reset();
        return;
    }
    Span at = noted->comment;
    if (fix.edit->place == EditPlace::directive_end)
        at = {at.file, at.end_line, at.end_column, at.end_line, at.end_column};
    else if (noted->own_line && fix.edit->replacement.empty())
        at = {at.file, at.line, 1, at.end_line + 1, 1}; // its lines
    fix.edit = Edit{at, std::move(fix.edit->replacement)};
}

bool DiagnosticEngine::has_errors() const {
    return std::any_of(reported_.begin(), reported_.end(),
                       [](const Diagnostic &d) { return d.severity == Severity::error; });
}

std::vector<Diagnostic> DiagnosticEngine::diagnostics() const {
    auto place = [](const Diagnostic &d) {
        return std::tie(d.span.file, d.span.line, d.span.column);
    };
    auto same = [](const Diagnostic &a, const Diagnostic &b) {
        return a.code == b.code && a.span == b.span && a.message == b.message;
    };
    std::vector<Diagnostic> result;
    for (const Diagnostic &d : reported_) // a function inlined twice reports its errors twice
        if (std::none_of(result.begin(), result.end(),
                         [&](const Diagnostic &earlier) { return same(earlier, d); }))
            result.push_back(d);
    std::stable_sort(result.begin(), result.end(),
                     [&](const Diagnostic &a, const Diagnostic &b) { return place(a) < place(b); });
    for (Diagnostic &d : result)
        for (Fix &fix : d.fixes)
            resolve(fix);
    return result;
}

std::optional<Edit> edit_in(const Sources &sources, const Edit &edit) {
    if (edit.place != EditPlace::line_before)
        return edit;
    const Span &at = edit.span;
    const std::string *line = find_line(sources, at.file, at.line);
    size_t blanks = line ? line->find_first_not_of(" \t\f") : std::string::npos;
    if (blanks == std::string::npos || blanks + 1 != at.column)
        return std::nullopt;
    return Edit{{at.file, at.line, 1, at.line, 1},
                line->substr(0, blanks) + edit.replacement + "\n"};
}

SourceFile make_source(std::string filename, std::string_view text, uint32_t first_line) {
    SourceFile file{std::move(filename), {}, first_line};
    while (!text.empty()) {
        size_t end = std::min(text.find_first_of("\r\n"), text.size());
        file.lines.emplace_back(text.substr(0, end));
        if (end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n')
            ++end;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return file;
}

} // namespace pragmac
