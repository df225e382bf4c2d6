// attach: which statement each directive belongs to.
//
// A directive on lines of its own belongs to the statement whose first token is the next token
// after the comment, if comment and statement start in the same column: blank lines and other
// comments in between do no harm, an `else:` does. A directive at the end of a line belongs to the
// `for` whose header ends on that line.
#include "attach.h"

#include "atomic_update.h"
#include "check_collapse.h"
#include "check_reduction.h"
#include "directive_grammar.h"
#include "suggest.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace pragmac {

namespace {

// Everything attachment needs to know about one statement.
struct Statement {
    const Tree *tree = nullptr;
    const Tree *function = nullptr; // the innermost FunctionDef around it
};

using Place = std::tuple<uint16_t, uint32_t, uint32_t>; // file, line, column
using LinePlace = std::pair<uint16_t, uint32_t>;        // file, line

// Only reads: where statements start, where `for` headers end, which names a function uses.
class StatementCollector {
  public:
    explicit StatementCollector(const Module &module) {
        for (const Tree *function : module.functions)
            visit(*function);
    }

    const Statement *at(const Place &place) const { return find(starts_, place); }
    const Statement *loop_ending_at(const LinePlace &line) const { return find(headers_, line); }
    // The variables a function mentions.
    const std::set<std::string_view> &names_of(const Tree *function) const {
        return names_.at(function);
    }

  private:
    template <class Map, class Key> static const Statement *find(const Map &map, const Key &key) {
        auto found = map.find(key);
        return found == map.end() ? nullptr : &found->second;
    }

    // A node is a statement when its parent's field holds statements.
    void visit(const Tree &tree) {
        const Tree *outer = function_;
        if (tree.is(TreeKind::FunctionDef) || tree.is(TreeKind::AsyncFunctionDef)) {
            function_ = &tree;
            names_[function_];
        }
        note_names(tree);
        for (FieldName field : {FieldName("body"), FieldName("orelse"), FieldName("finalbody")})
            note_statements(tree, field);
        for (const TreeField &field : tree.fields) {
            if (field.node)
                visit(*field.node);
            for (const Tree *child : field.list)
                if (child)
                    visit(*child);
        }
        function_ = outer;
    }

    void note_names(const Tree &tree) {
        if (!function_)
            return;
        if (tree.is(TreeKind::Name))
            names_[function_].insert(tree.text("id"));
        if (tree.is(TreeKind::arg))
            names_[function_].insert(tree.text("arg"));
    }

    void note_statements(const Tree &tree, FieldName name) {
        int index = FieldName::position(info_of(tree.kind).fields, name.text());
        if (index < 0)
            return;
        for (const Tree *s : tree.fields[index].list) {
            starts_[{s->span.file, s->span.line, s->span.column}] = {s, function_};
            if (s->is(TreeKind::For))
                headers_[{s->span.file, s->child("iter")->span.end_line}] = {s, function_};
        }
    }

    const Tree *function_ = nullptr;
    std::map<Place, Statement> starts_;
    std::map<LinePlace, Statement> headers_; // by the last line of a loop's header
    std::map<const Tree *, std::set<std::string_view>> names_;
};

bool is_loop_directive(DirectiveKind kind) {
    return kind == DirectiveKind::parallel || kind == DirectiveKind::simd ||
           kind == DirectiveKind::sequential || kind == DirectiveKind::distribute;
}

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string article_and_name(const Tree &statement) {
    switch (statement.kind) {
    case TreeKind::While: return "a `while` loop";
    case TreeKind::If: return "an `if`";
    case TreeKind::FunctionDef: return "a function";
    case TreeKind::Return: return "a `return`";
    case TreeKind::For: return "a `for` loop";
    default: return "a statement";
    }
}

class Attacher {
  public:
    Attacher(const Module &module, DiagnosticEngine &diagnostics, const FunctionSizes &sizes)
        : collected_(module), diagnostics_(diagnostics), sizes_(sizes) {}

    void attach(PlacedDirective &&placed) {
        const Directive &d = placed.directive;
        if (!is_supported(d))
            return;
        const Statement *statement = find_statement(placed);
        if (!statement || !fits(placed, *statement->tree))
            return;
        bool good = check_names(d, *statement) & find_sizes(placed.directive, *statement) &
                    check_collapse(d, *statement->tree, diagnostics_) &
                    check_others(placed, *statement->tree);
        if (good)
            for (const Clause &clause : d.clauses)
                if (clause.kind == ClauseKind::reduction)
                    good &= check_reduction(clause, *statement->tree, diagnostics_);
        if (!good)
            return;
        if (d.kind == DirectiveKind::parallel || d.kind == DirectiveKind::simd)
            diagnostics_.note_directive(statement->tree->span, comment_of(placed), placed.own_line);
        result_[statement->tree].push_back(std::move(placed.directive));
    }

    Attachments take() { return std::move(result_); }

  private:
    static Span comment_of(const PlacedDirective &placed) {
        Span comment = placed.directive.span;
        comment.column = placed.column;
        return comment;
    }

    Diagnostic &attaches_to_nothing(const Directive &d, std::string label) {
        return diagnostics_.report("P110", d.span, "this directive attaches to nothing")
            .with_label(std::move(label));
    }

    // The blanks before the directive; those before a statement are blanks too, or the columns
    // would not tell that the two differ.
    static Span indentation(const PlacedDirective &placed) {
        const Span &at = placed.directive.span;
        return {at.file, at.line, 1, at.line, placed.column};
    }

    const Statement *find_statement(const PlacedDirective &placed) {
        return placed.own_line ? find_next(placed) : find_on_line(placed.directive);
    }

    const Statement *find_next(const PlacedDirective &placed) {
        const Directive &d = placed.directive;
        const Statement *next = collected_.at({d.span.file, placed.next_line, placed.next_column});
        if (!next) {
            attaches_to_nothing(d, "no statement of this block follows")
                .with_fix("move it to the line above the statement it belongs to")
                .with_fix("or remove it", comment_of(placed), "");
            return nullptr;
        }
        if (placed.column == placed.next_column)
            return next;
        attaches_to_nothing(d, "the next statement has another indentation")
            .with_note(next->tree->span, "the next statement")
            .with_fix("give the directive the indentation of its statement", indentation(placed),
                      std::string(placed.next_column - 1, ' '));
        return nullptr;
    }

    const Statement *find_on_line(const Directive &d) {
        if (const Statement *loop = collected_.loop_ending_at({d.span.file, d.span.line}))
            return loop;
        attaches_to_nothing(d, "at the end of a line that ends no `for` header")
            .with_fix("put it on the line above its statement");
        return nullptr;
    }

    bool is_supported(const Directive &d) {
        if (d.kind != DirectiveKind::tensor && d.kind != DirectiveKind::distribute &&
            d.kind != DirectiveKind::omp)
            return true;
        std::string what = d.kind == DirectiveKind::tensor ? "tensor directives are"
                                                           : quoted(name_of(d.kind)) + " is";
        Diagnostic &error = diagnostics_.report("P113", d.span, what + " not supported yet");
        const char *fix = "use `#pragma parallel for` above a loop over elements";
        if (d.kind == DirectiveKind::distribute)
            error.with_fix(fix, d.span, "pragma parallel for");
        else
            error.with_fix(fix);
        return false;
    }

    bool fits(const PlacedDirective &placed, const Tree &statement) {
        const Directive &d = placed.directive;
        const Span comment = comment_of(placed);
        if (is_loop_directive(d.kind) && !statement.is(TreeKind::For)) {
            Diagnostic &r = diagnostics_.report(
                "P111", d.span, quoted(name_of(d.kind)) + " belongs to a `for` loop");
            r.with_note(statement.span, "but " + article_and_name(statement) + " follows");
            if (statement.is(TreeKind::While))
                r.with_fix("write the loop as `for … in range(…)`");
            else
                r.with_fix("move it to the line above the loop");
            r.with_fix("or remove it", comment, "");
            return false;
        }
        return d.kind != DirectiveKind::atomic || check_atomic(d, comment, statement);
    }

    bool check_atomic(const Directive &d, const Span &comment, const Tree &statement) {
        const Tree *target = nullptr;
        if (statement.is(TreeKind::AugAssign))
            target = statement.child("target");
        else if (statement.is(TreeKind::Assign) && statement.list("targets").size() == 1)
            target = statement.list("targets")[0];
        // `a += x` may be an array without dimensions.
        bool element =
            target && (target->is(TreeKind::Subscript) ||
                       (target->is(TreeKind::Name) && statement.is(TreeKind::AugAssign)));
        if (!element) {
            diagnostics_
                .report("P112", d.span, "`atomic` belongs to an update of one array element")
                .with_note(statement.span, "but " + article_and_name(statement) + " follows")
                .with_fix("put it above a statement such as `y[k] += x`")
                .with_fix("or remove it", comment, "");
            return false;
        }
        if (atomic_update_of(statement))
            return true;
        diagnostics_.report("P314", statement.span, "this is not a single update of one element")
            .with_label("the element must occur exactly once on the right")
            .with_note(d.span, "`atomic` makes one update one step")
            .with_fix("write it as `y[k] += x` or `y[k] = max(y[k], x)`");
        return false;
    }

    // Gives sizes by name their numbers.
    bool find_sizes(Directive &d, const Statement &statement) {
        bool good = true;
        for (Clause &clause : d.clauses)
            for (Size &size : clause.sizes)
                good &= size.name.empty() || find_size(clause.kind, size, statement);
        return good;
    }

    bool find_size(ClauseKind clause, Size &size, const Statement &statement) {
        static const SizeConstants none;
        auto found = sizes_.find(statement.function);
        const SizeConstants &constants = found == sizes_.end() ? none : found->second;
        bool variable = collected_.names_of(statement.function).count(size.name) > 0;
        if (auto constant = constants.values.find(size.name); constant != constants.values.end()) {
            size.value = constant->second;
            return check_limit(clause, size);
        }
        if (variable)
            diagnostics_.report("P114", size.span, "sizes by name are not supported yet")
                .with_fix("write the number itself, or the name of a module constant");
        else if (constants.known)
            diagnostics_
                .report("P122", size.span,
                        quoted(size.name) + " is neither a number nor a module constant")
                .with_fix("write the number itself");
        return !variable && !constants.known;
    }

    bool check_limit(ClauseKind clause, const Size &size) {
        int64_t limit = row_of(clause).limit;
        if (size.value >= 1 && size.value <= limit)
            return true;
        diagnostics_
            .report("P105", size.span,
                    "the constant " + quoted(size.name) + " is out of range in " +
                        quoted(name_of(clause)))
            .with_label("a number from 1 to " + std::to_string(limit))
            .with_fix("give the constant a number from 1 to " + std::to_string(limit));
        return false;
    }

    bool check_names(const Directive &d, const Statement &statement) {
        const std::set<std::string_view> &known = collected_.names_of(statement.function);
        std::vector<std::string_view> candidates(known.begin(), known.end());
        bool good = true;
        for (const Clause &clause : d.clauses)
            for (const ClauseName &name : clause.names) {
                if (known.count(name.text))
                    continue;
                good = false;
                report_unknown_name(clause, name, candidates);
            }
        return good;
    }

    void report_unknown_name(const Clause &clause, const ClauseName &name,
                             const std::vector<std::string_view> &candidates) {
        Diagnostic &r =
            diagnostics_.report("P117", name.span,
                                quoted(name_of(clause.kind)) + " names " + quoted(name.text) +
                                    ", which this function does not use");
        std::optional<std::string_view> similar = nearest(name.text, candidates);
        if (similar)
            r.with_label(did_you_mean(similar))
                .with_fix("write " + quoted(*similar), name.span, std::string(*similar));
        else
            r.with_fix("name a variable of the function")
                .with_fix("or remove it",
                          clause.text_of_name(static_cast<size_t>(&name - clause.names.data())),
                          "");
    }

    // Directives already on the same statement.
    bool check_others(const PlacedDirective &placed, const Tree &statement) {
        const Directive &d = placed.directive;
        const Span comment = comment_of(placed);
        auto attached = result_.find(&statement);
        if (attached == result_.end())
            return true;
        for (const Directive &other : attached->second) {
            std::string_view why = conflict(other, d);
            if (why.empty())
                continue;
            diagnostics_
                .report("P108", d.span,
                        quoted(name_of(d.kind)) + " " + std::string(why) +
                            " another directive on "
                            "this statement")
                .with_note(other.span, "the other directive")
                .with_fix("remove one of them, such as this one", comment, "");
            return false;
        }
        return true;
    }

    static std::string_view conflict(const Directive &a, const Directive &b) {
        if (a.kind == b.kind)
            return "repeats";
        auto parallel = [](const Directive &d) { return d.kind == DirectiveKind::parallel; };
        auto sequential = [](const Directive &d) { return d.kind == DirectiveKind::sequential; };
        if ((parallel(a) && sequential(b)) || (sequential(a) && parallel(b)))
            return a.one_worker() && b.one_worker() ? "repeats" : "contradicts";
        bool lanes = (a.kind == DirectiveKind::simd && b.find(ClauseKind::simd)) ||
                     (b.kind == DirectiveKind::simd && a.find(ClauseKind::simd));
        return lanes ? "repeats" : "";
    }

    StatementCollector collected_;
    DiagnosticEngine &diagnostics_;
    const FunctionSizes &sizes_;
    Attachments result_;
};

} // namespace

Attachments attach(const Module &module, DiagnosticEngine &diagnostics,
                   const FunctionSizes &sizes) {
    Attacher attacher(module, diagnostics, sizes);
    for (PlacedDirective &placed : read_directives(module.comments, diagnostics))
        attacher.attach(std::move(placed));
    return attacher.take();
}

const Directive *find_directive(const Attachments &attachments, const Tree *statement,
                                DirectiveKind kind) {
    auto found = attachments.find(statement);
    if (found == attachments.end())
        return nullptr;
    for (const Directive &directive : found->second)
        if (directive.kind == kind)
            return &directive;
    return nullptr;
}

} // namespace pragmac
