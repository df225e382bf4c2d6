// What the compiler tells the user: diagnostics, the engine that collects them, the renderers.
#pragma once

#include "codes.h"
#include "span.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

// A second place that belongs to the finding; an unknown span makes it a plain `note:` line.
struct Note {
    Span span;
    std::string text;
};

// What of the source an edit is about.
enum class EditPlace {
    text,          // the span itself (empty range: insert)
    line_before,   // a line of its own before the statement at the span, indented as that is
    directive,     // the comment that is the directive of the loop at the span
    directive_end, // behind that directive's last word
};

// Replace the text at a place by `replacement`. Users see edits of `text` only: the engine knows
// where directives stand, and `edit_in` what a line begins with.
struct Edit {
    Span span;
    std::string replacement;
    EditPlace place = EditPlace::text;
};

// What the user can do about it; with an edit a tool can do it for them.
struct Fix {
    std::string text;
    std::optional<Edit> edit;
};

// One finding. The with_* functions return *this, so that a report reads as one expression:
//   diagnostics.report("P301", store, "iterations of this parallel loop write `y`")
//       .with_label("iteration i=0 and iteration i=1 both update y[0]")
//       .with_note(pragma, "you asked for these iterations to run in any order")
//       .with_fix("combine updates safely: put `#pragma atomic` before this statement");
struct Diagnostic {
    std::string code;
    Severity severity = Severity::error;
    Span span;
    std::string message; // one line, no full stop; the user's own names in `backquotes`
    std::string label;   // the text beside the caret; may be empty
    std::vector<Note> notes;
    std::vector<Fix> fixes;

    Diagnostic &with_label(std::string text);
    Diagnostic &with_note(Span where, std::string text);
    Diagnostic &with_note(std::string text) { return with_note({}, std::move(text)); }
    Diagnostic &with_fix(std::string text);
    Diagnostic &with_fix(std::string text, Span where, std::string replacement,
                         EditPlace place = EditPlace::text);
    // The last way out of what a loop's directive promises.
    Diagnostic &with_fix_in_order(Span loop);
    Diagnostic &with_severity(Severity s);
};

class DiagnosticEngine {
  public:
    // Severity comes from the code's row in codes.def. The reference stays valid.
    Diagnostic &report(Code code, Span span, std::string message);

    // Where the directive that asks for a loop's iterations in any order, or in lanes, stands: its
    // comment from `#` to its last character. Fixes that change it have an edit then.
    void note_directive(const Span &loop, const Span &comment, bool own_line);

    bool has_errors() const;
    size_t size() const { return reported_.size(); }
    // In the order reported.
    const std::deque<Diagnostic> &reported() const { return reported_; }
    // By place in the source, without exact repetitions: what users see.
    std::vector<Diagnostic> diagnostics() const;

  private:
    struct NotedDirective {
        Span loop, comment;
        bool own_line = false;
    };
    const NotedDirective *directive_of(const Span &loop) const;
    void resolve(Fix &fix) const;

    std::deque<Diagnostic> reported_;
    std::vector<NotedDirective> directives_;
};

// The text of one file; `first_line` is the number of lines[0] (a function cut out of its file).
struct SourceFile {
    std::string filename;
    std::vector<std::string> lines;
    uint32_t first_line = 1;
};
using Sources = std::vector<SourceFile>; // indexed by Span::file

// The edit as one of text; none where the statement is not the first of its line.
std::optional<Edit> edit_in(const Sources &sources, const Edit &edit);

// A SourceFile from one text; lines end at \n, \r\n or \r.
SourceFile make_source(std::string filename, std::string_view text, uint32_t first_line = 1);

// The terminal form: code, place, source lines with carets and labels, notes, fixes; ends with \n.
std::string render_text(const Diagnostic &diagnostic, const Sources &sources, bool color = false);

// One JSON object: code, severity, file, line, column, end_line, end_column, message, label,
// notes [{file, line, column, …, text}], fixes [{text, edit: {…} | null}].
std::string render_json(const Diagnostic &diagnostic, const Sources &sources);
// A JSON array of such objects.
std::string render_json(const std::vector<Diagnostic> &diagnostics, const Sources &sources);

// A SARIF 2.1.0 log with one run; rules are the codes that occur.
std::string render_sarif(const std::vector<Diagnostic> &diagnostics, const Sources &sources);

} // namespace pragmac
