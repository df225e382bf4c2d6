// read_directives: from comments to directives.
//
// The grammar of everything after `#pragma`; each production is the function of its name.
//
//   directive  := parallel | simd | sequential | "atomic" | distribute | omp | tensor
//   parallel   := "parallel" ["for"] clause*
//   sequential := "sequential" ["for"]
//   simd       := "simd" ["(" size ")"] clause*
//   distribute := "parallel" "for" "distribute" ["(" ("block"|"cyclic") ["," INT] ")"] clause*
//   clause     := "simd" ["(" size ")"] | "single" | "collapse" "(" INT ")"
//               | "block" "(" size {"," size} ")" | "worker" "(" ("thread"|"subgroup"|"group") ")"
//               | "num_threads" "(" size ")" | "reduction" "(" op ":" names ")"
//               | ("private"|"firstprivate"|"lastprivate"|"shared") "(" names ")"
//               | "schedule" "(" ("static"|"dynamic"|"guided") ["," INT] ")"
//               | "assume" "(" ("unique"|"sorted"|"inrange"|"samevalue") ":" NAME ")"
//               | "assume" "(" "disjoint" ":" NAME "," NAME ")" | "target" "(" ("cpu"|"gpu") ")"
//   tensor     := item+
//   item       := [expr] ":" [expr] "=>" prop {"," prop}
//   prop       := "parallel" | "simd" ["(" size ")"] | "block" "(" size ")" | "single_block"
//               | "in_reg" | "le" "(" INT ")" | ("reduction"|"reduce") "(" op [":" NAME] ")"
//   expr       := term {("+"|"-") term}          term := factor {("*"|"//"|"%") factor}
//   factor     := ("+"|"-") factor | primary
//   primary    := (INT | NAME | "(" expr ")") {"." NAME | "[" expr "]" | "(" [expr {"," expr}] ")"}
//   omp        := "omp" construct {[","] omp clause}            (construct: words of OpenMP)
//   omp clause := "schedule" | "reduction" | "private" | "firstprivate" | "lastprivate" | "shared"
//               | "num_threads" | "collapse" as above | "default" "(" ("shared"|"none") ")"
//               | "nowait" | "map" "(" [("to"|"from"|"tofrom"|"alloc") ":"] names ")"
//               | "if" "(" condition ")"
//   condition  := expr [("<"|"<="|">"|">="|"=="|"!=") expr]
//   op         := "+" "*" "min" "max" "&" "|" "^" "and" "or" "sum" "prod"
//   size       := INT | NAME                     names := NAME {"," NAME}
#include "directive.h"

#include "directive_comment.h"
#include "directive_cursor.h"
#include "directive_grammar.h"
#include "suggest.h"

#include <algorithm>
#include <iterator>

namespace pragmac {

namespace {

constexpr std::string_view directive_names[] = {
    "parallel", "parallel for", "simd", "sequential", "sequential for", "atomic", "omp"};

void parse_parallel(DirectiveCursor &cursor, Directive &directive) {
    directive.kind = DirectiveKind::parallel;
    bool loop = cursor.accept("for");
    size_t begin = cursor.peek().begin;
    if (loop && cursor.accept("distribute")) {
        directive.kind = DirectiveKind::distribute;
        const ClauseRow &row = row_of(ClauseKind::distribute);
        directive.clauses.push_back(parse_clause_arguments(cursor, row, begin));
    }
    for (Clause &c : parse_clauses(cursor, on_parallel, name_of(directive.kind)))
        directive.clauses.push_back(std::move(c));
}

void parse_simd(DirectiveCursor &cursor, Directive &directive, size_t begin) {
    directive.kind = DirectiveKind::simd;
    if (cursor.peek().is("("))
        directive.clauses.push_back(
            parse_clause_arguments(cursor, row_of(ClauseKind::simd), begin));
    for (Clause &c : parse_clauses(cursor, on_simd, "simd"))
        directive.clauses.push_back(std::move(c));
}

// `sequential` and `atomic` take no clauses.
void expect_end(DirectiveCursor &cursor, std::string_view directive) {
    if (cursor.at_end())
        return;
    DirectiveToken first = cursor.peek();
    for (const ClauseRow &row : clause_rows())
        if (first.is(row.name)) {
            cursor.diagnostics()
                .report("P109", cursor.span(first),
                        "`" + std::string(directive) + "` takes no clause `" +
                            std::string(row.name) + "`")
                .with_fix("remove what follows `" + std::string(directive) + "`",
                          cursor.span(first.begin, cursor.end()), "");
            throw MalformedDirective{};
        }
    cursor.too_much(directive);
}

[[noreturn]] void unknown_directive(DirectiveCursor &cursor) {
    DirectiveToken word = cursor.peek();
    std::optional<std::string_view> similar = nearest(word.text, directive_names);
    if (word.is("for") || word.is("prange"))
        similar = "parallel for";
    std::string found = word.text.empty() ? "empty directive"
                                          : "unknown directive `" + std::string(word.text) + "`";
    Span where = cursor.at_end() ? cursor.span(0, 6) : cursor.span(word);
    Diagnostic &d = cursor.diagnostics().report("P101", where, found);
    if (similar)
        d.with_label(did_you_mean(similar))
            .with_fix("write `" + std::string(*similar) + "`", where, std::string(*similar));
    else
        d.with_fix("directives are `parallel for`, `simd`, `sequential`, `atomic`, `omp …` and "
                   "tensor directives such as `:N => parallel`");
    throw MalformedDirective{};
}

bool is_tensor(const DirectiveCursor &cursor) {
    return cursor.peek().is(":") || cursor.rest().find("=>") != std::string_view::npos;
}

Directive parse_directive(DirectiveCursor &cursor, std::string_view text) {
    Directive directive;
    size_t begin = cursor.peek().begin;
    if (is_tensor(cursor)) {
        directive.kind = DirectiveKind::tensor;
        directive.items = parse_tensor_items(cursor);
    } else if (cursor.accept("parallel")) {
        parse_parallel(cursor, directive);
    } else if (cursor.accept("simd")) {
        parse_simd(cursor, directive, begin);
    } else if (cursor.accept("sequential")) {
        directive.kind = DirectiveKind::sequential;
        cursor.accept("for");
        expect_end(cursor, "sequential");
    } else if (cursor.accept("atomic")) {
        directive.kind = DirectiveKind::atomic;
        expect_end(cursor, "atomic");
    } else if (cursor.accept("omp")) {
        parse_omp(cursor, directive);
    } else {
        unknown_directive(cursor);
    }
    directive.span = cursor.span(0, text.find_last_not_of(" \t\f") + 1);
    check_clauses(directive, cursor);
    return directive;
}

// --- comments
// -------------------------------------------------------------------------------------

class DirectiveReader {
  public:
    DirectiveReader(std::span<const Comment> comments, DiagnosticEngine &diagnostics)
        : comments_(comments), diagnostics_(diagnostics) {}

    std::vector<PlacedDirective> read() {
        while (at_ < comments_.size()) {
            const Comment &comment = comments_[at_];
            CommentMatch match = classify_comment(comment.text);
            if (match.category == CommentClass::near_miss)
                report_near_miss(comment, match);
            if (match.category == CommentClass::disabled)
                report_disabled(comment, match);
            if (match.category == CommentClass::directive)
                read_one(match);
            else
                ++at_;
        }
        return std::move(result_);
    }

  private:
    // Reads the directive that begins in comments_[at_] and moves past its last line.
    void read_one(const CommentMatch &match) {
        const Comment &first = comments_[at_];
        PragmaText text(first.span.file);
        bool complete = collect_lines(match, text);
        const Comment &last = comments_[at_ - 1];
        if (!complete)
            return;
        try {
            // Nothing may be left behind the word: "#pragma" and a carriage return.
            size_t rest = std::min(match.rest - match.pragma, text.text().size());
            DirectiveCursor cursor(text, rest, diagnostics_);
            Directive directive = parse_directive(cursor, text.text());
            if (!cursor.rejected())
                result_.push_back({std::move(directive), first.own_line, first.span.column,
                                   last.next_line, last.next_column});
        } catch (const MalformedDirective &) {
            // Reported where it was thrown; the other directives are still read.
        }
    }

    // Joins the lines of a directive; false after reporting that they make no directive.
    bool collect_lines(const CommentMatch &match, PragmaText &text) {
        size_t begin = match.pragma;
        while (true) {
            const Comment &comment = comments_[at_++];
            size_t end = comment.text.find_last_not_of(" \t\f\r") + 1;
            bool continued = end > begin && comment.text[end - 1] == '\\';
            text.append(comment, begin, end - continued);
            if (text.text().size() > PragmaText::length_limit)
                return reject("P115", comment, "the directive is longer than 4096 characters",
                              "split it, or remove what it does not need");
            if (!continued)
                return true;
            bool next = at_ < comments_.size() && comments_[at_].own_line &&
                        comments_[at_].span.file == comment.span.file &&
                        comments_[at_].span.line == comment.span.line + 1;
            if (!next)
                return reject("P116", comment,
                              "the directive continues, but no comment follows on the next line",
                              "remove the `\\`, or continue with `#` on the next line");
            begin = 1;
        }
    }

    bool reject(Code code, const Comment &comment, std::string message, std::string fix) {
        diagnostics_.report(code, comment.span, std::move(message)).with_fix(std::move(fix));
        return false;
    }

    void report_disabled(const Comment &comment, const CommentMatch &match) {
        PragmaText text(comment.span.file);
        text.append(comment, 0, comment.text.size());
        diagnostics_
            .report("N104", text.span(0, match.rest),
                    "this directive is commented out, and the loop is compiled without it")
            .with_fix("remove one `#` if it should count", text.span(1, 2), "");
    }

    void report_near_miss(const Comment &comment, const CommentMatch &match) {
        PragmaText text(comment.span.file);
        text.append(comment, 0, comment.text.size());
        std::string rest(comment.text.substr(match.rest));
        std::string meant = "#pragma " + rest.substr(0, rest.find_last_not_of(" \\") + 1);
        Span wrong = text.span(match.pragma, match.rest);
        diagnostics_
            .report("P102", text.span(match.pragma, comment.text.size()),
                    "this comment looks like a directive but is not spelt as one")
            .with_label("a directive begins with `#pragma` and a blank")
            .with_fix("write `" + meant + "`", wrong, "pragma ");
    }

    std::span<const Comment> comments_;
    DiagnosticEngine &diagnostics_;
    size_t at_ = 0;
    std::vector<PlacedDirective> result_;
};

template <class Enum, size_t N>
std::string_view spelling(const std::string_view (&table)[N], Enum value) {
    return table[static_cast<size_t>(value)];
}

} // namespace

#define X(name, text) text,
#define PRAGMAC_NAME_OF(Enum, LIST)                                                                \
    std::string_view name_of(Enum value) {                                                         \
        static constexpr std::string_view table[] = {LIST(X)};                                     \
        return spelling(table, value);                                                             \
    }
PRAGMAC_NAME_OF(DirectiveKind, PRAGMAC_DIRECTIVE_KINDS)
PRAGMAC_NAME_OF(ClauseKind, PRAGMAC_CLAUSE_KINDS)
PRAGMAC_NAME_OF(ReductionOp, PRAGMAC_REDUCTION_OPS)
PRAGMAC_NAME_OF(ClauseWord, PRAGMAC_CLAUSE_WORDS)
PRAGMAC_NAME_OF(OmpConstruct, PRAGMAC_OMP_CONSTRUCTS)
#undef PRAGMAC_NAME_OF
#undef X

Span Clause::text_of_name(size_t i) const {
    bool pair = word == ClauseWord::disjoint && names.size() == 2; // a fact of two
    if (names.size() == 1 || pair)
        return span;
    Span text = names[i].span; // and the comma behind it or, of the last, in front of it
    if (i + 1 < names.size()) {
        text.end_line = names[i + 1].span.line;
        text.end_column = names[i + 1].span.column;
    } else {
        text.line = names[i - 1].span.end_line;
        text.column = names[i - 1].span.end_column;
    }
    return text;
}

const Clause *Directive::find(ClauseKind wanted) const {
    for (const Clause &clause : clauses)
        if (clause.kind == wanted)
            return &clause;
    return nullptr;
}

bool Directive::one_worker() const {
    return kind == DirectiveKind::sequential ||
           (kind == DirectiveKind::parallel && find(ClauseKind::single));
}

std::vector<PlacedDirective> read_directives(std::span<const Comment> comments,
                                             DiagnosticEngine &diagnostics) {
    return DirectiveReader(comments, diagnostics).read();
}

} // namespace pragmac
