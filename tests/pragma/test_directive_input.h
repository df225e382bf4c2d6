// Directive texts as comments, and what became of them in one line.
#pragma once

#include "directive.h"

#include <deque>
#include <string>
#include <vector>

namespace pragmac {

// Comments on consecutive lines, one per line of `text`, each alone on its line.
class CommentLines {
  public:
    explicit CommentLines(const std::string &text) {
        for (size_t begin = 0; begin <= text.size();) {
            size_t end = std::min(text.find('\n', begin), text.size());
            add(text.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    const std::vector<Comment> &comments() const { return comments_; }

  private:
    void add(std::string line) {
        uint32_t number = static_cast<uint32_t>(comments_.size()) + 1;
        uint32_t end = static_cast<uint32_t>(line.size()) + 1;
        lines_.push_back(std::move(line));
        comments_.push_back({{0, number, 1, number, end}, lines_.back(), true, number + 1, 1});
    }
    std::deque<std::string> lines_;
    std::vector<Comment> comments_;
};

// "pragma parallel for; pragma simd", or the codes reported: "P101", or "" when nothing was found.
inline std::string outcome(const std::string &text) {
    CommentLines lines(text);
    DiagnosticEngine engine;
    std::vector<PlacedDirective> found = read_directives(lines.comments(), engine);
    std::string out;
    for (const Diagnostic &d : engine.reported())
        out += (out.empty() ? "" : " ") + d.code;
    if (!out.empty())
        return out;
    for (const PlacedDirective &p : found)
        out += (out.empty() ? "" : "; ") + print_directive(p.directive);
    return out;
}

} // namespace pragmac
