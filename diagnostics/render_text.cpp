// render_text: a diagnostic as a terminal shows it.
//
//   error[P301]: iterations of this parallel loop write the same element of `y`
//     --> wave.py:14:9
//      |
//   12 |     #pragma parallel for
//      |      ------------------- you asked for these iterations to run in any order
//   14 |         y[i//2] += x[i]
//      |         ^^^^^^^ iteration i=0 and iteration i=1 both update y[0]
//   help: combine updates safely: put `#pragma atomic` before this statement
#include "diagnostics.h"
#include "source_line.h"

#include <algorithm>
#include <map>

namespace pragmac {

namespace {

// A marked range of one line: the primary one has carets, the others dashes.
struct Mark {
    Span span;
    std::string_view label;
    bool primary = false;
};

// Terminal colours; all empty without colour.
struct Palette {
    std::string_view severity, frame, bold, reset;
};

Palette palette_for(Severity severity, bool color) {
    if (!color)
        return {};
    std::string_view accent = severity == Severity::error     ? "\033[1;31m"
                              : severity == Severity::warning ? "\033[1;33m"
                                                              : "\033[1;36m";
    return {accent, "\033[1;34m", "\033[1m", "\033[0m"};
}

std::string painted(std::string_view colour, std::string_view text, const Palette &palette) {
    return std::string(colour) + std::string(text) + std::string(palette.reset);
}

// The marks of one file by line; the primary one, if it is there, first among its line's.
using MarksByLine = std::map<uint32_t, std::vector<Mark>>;

class TextRenderer {
  public:
    TextRenderer(const Diagnostic &d, const Sources &sources, bool color)
        : d_(d), sources_(sources), palette_(palette_for(d.severity, color)) {}

    std::string render() {
        headline();
        std::map<uint16_t, MarksByLine> files = collect_marks();
        gutter_ = gutter_width(files);
        if (d_.span.known()) {
            arrow("-->", d_.span);
            block(d_.span.file, files[d_.span.file]);
            files.erase(d_.span.file);
        }
        for (const auto &[file, marks] : files) {
            arrow(":::", marks.begin()->second.front().span);
            block(file, marks);
        }
        trailer();
        return std::move(out_);
    }

  private:
    void headline() {
        std::string head = std::string(name_of(d_.severity)) + "[" + d_.code + "]";
        out_ += painted(palette_.severity, head, palette_) +
                painted(palette_.bold, ": " + printable(d_.message), palette_) + "\n";
    }

    std::map<uint16_t, MarksByLine> collect_marks() const {
        std::map<uint16_t, MarksByLine> files;
        if (d_.span.known())
            files[d_.span.file][d_.span.line].push_back({d_.span, d_.label, true});
        for (const Note &note : d_.notes)
            if (note.span.known())
                files[note.span.file][note.span.line].push_back({note.span, note.text});
        return files;
    }

    static size_t gutter_width(const std::map<uint16_t, MarksByLine> &files) {
        uint32_t largest = 0;
        for (const auto &[file, marks] : files)
            largest = std::max(largest, marks.rbegin()->first);
        return std::to_string(largest).size();
    }

    std::string gutter(std::string_view number) const {
        std::string text(gutter_ - number.size(), ' ');
        return painted(palette_.frame, std::string(number) + text + " |", palette_);
    }

    void arrow(std::string_view sign, const Span &at) {
        std::string place = " " + printable(filename_of(sources_, at.file)) + ":" +
                            std::to_string(at.line) + ":" + std::to_string(at.column);
        out_ += std::string(gutter_, ' ') + painted(palette_.frame, sign, palette_) + place + "\n";
    }

    void block(uint16_t file, const MarksByLine &lines) {
        bool opened = false;
        for (const auto &[number, marks] : lines) {
            const std::string *line = find_line(sources_, file, number);
            if (!line)
                continue; // a source we do not have: the arrow line has to do
            if (!opened)
                out_ += gutter("") + "\n";
            opened = true;
            out_ += gutter(std::to_string(number)) + " " + printable(*line) + "\n";
            for (const Mark &mark : marks)
                underline(*line, mark);
        }
    }

    void underline(std::string_view line, const Mark &mark) {
        std::vector<Character> characters = split_characters(line);
        uint32_t end = mark.span.end_column;
        if (mark.span.end_line > mark.span.line) // the rest of the range is on later lines
            end = static_cast<uint32_t>(characters.size()) + 1;
        int cells = cells_between(characters, mark.span.column, end);
        std::string text(cells, mark.primary ? '^' : '-');
        if (!mark.label.empty())
            text += " " + printable(mark.label);
        out_ += gutter("") + " " + padding_before(characters, mark.span.column) +
                painted(mark.primary ? palette_.severity : palette_.frame, text, palette_) + "\n";
    }

    void trailer() {
        for (const Note &note : d_.notes)
            if (!note.span.known())
                out_ +=
                    painted(palette_.bold, "note", palette_) + ": " + printable(note.text) + "\n";
        for (const Fix &fix : d_.fixes)
            out_ += painted(palette_.bold, "help", palette_) + ": " + printable(fix.text) + "\n";
    }

    const Diagnostic &d_;
    const Sources &sources_;
    Palette palette_;
    size_t gutter_ = 1;
    std::string out_;
};

} // namespace

std::string render_text(const Diagnostic &diagnostic, const Sources &sources, bool color) {
    return TextRenderer(diagnostic, sources, color).render();
}

} // namespace pragmac
