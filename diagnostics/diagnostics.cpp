// Collects diagnostics and orders them for the user.
#include "diagnostics.h"

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

Diagnostic &Diagnostic::with_fix(std::string text, Span where, std::string replacement) {
    fixes.push_back({std::move(text), Edit{where, std::move(replacement)}});
    return *this;
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
    return result;
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
