// Counts loops inwards from the annotated one.
#include "check_collapse.h"

#include <utility>

namespace pragmac {
namespace {

// What keeps the loop from having nothing but one `for` in it, and words for it.
std::pair<const Tree *, std::string> beside_the_inner_loop(const Tree &loop) {
    const Tree *first = nullptr, *other = nullptr;
    for (const Tree *statement : loop.list("body")) {
        bool inner = statement->is(TreeKind::For);
        if (inner && first)
            return {statement, "more than one `for`"};
        (inner ? first : other) = statement;
    }
    if (!first)
        return {other ? other : &loop, "no `for`"};
    return {other, "this statement beside its `for`"};
}

void report_collapse(const Clause &clause, const Tree &loop, int64_t found,
                     DiagnosticEngine &diagnostics) {
    std::string wanted = std::to_string(clause.sizes[0].value);
    std::string possible = "collapse(" + std::to_string(found) + ")";
    auto [inside, what] = beside_the_inner_loop(loop);
    diagnostics
        .report("P119", clause.span,
                "`collapse(" + wanted + ")` needs " + wanted + " loops directly inside one another")
        .with_note(inside->span, "loop " + std::to_string(found) + " holds " + what)
        .with_fix(found == 1 ? "remove the clause" : "write `" + possible + "`", clause.span,
                  found == 1 ? "" : possible);
}

// A size each for the loops that `collapse` joins, without it for one loop.
bool check_block(const Directive &directive, const Clause *collapse,
                 DiagnosticEngine &diagnostics) {
    const Clause *block = directive.find(ClauseKind::block);
    int64_t loops = collapse ? collapse->sizes[0].value : 1;
    if (!block || static_cast<int64_t>(block->sizes.size()) <= loops)
        return true;
    std::string sizes = std::to_string(block->sizes.size());
    Diagnostic &error =
        diagnostics.report("P107", block->span,
                           "`block` has " + sizes + " sizes for " +
                               (loops == 1 ? "one loop" : std::to_string(loops) + " loops"));
    if (collapse)
        error.with_note(collapse->span, "the loops that are joined");
    error.with_fix(loops == 1 ? "leave one size" : "leave a size for each of these loops")
        .with_fix("or join as many loops: `collapse(" + sizes + ")`");
    return false;
}

} // namespace

bool check_collapse(const Directive &directive, const Tree &loop, DiagnosticEngine &diagnostics) {
    const Clause *clause = directive.find(ClauseKind::collapse);
    bool good = check_block(directive, clause, diagnostics);
    const Tree *inner = &loop;
    for (int64_t n = 1; clause && n < clause->sizes[0].value; ++n) {
        TreeList body = inner->list("body");
        if (body.size() != 1 || !body[0]->is(TreeKind::For)) {
            report_collapse(*clause, *inner, n, diagnostics);
            return false;
        }
        inner = body[0];
    }
    return good;
}

} // namespace pragmac
