// Words for notes about loops, and the updates they point at.
#include "note_loops.h"

#include "fields.h"
#include "user_words.h"

namespace pragmac {
namespace {

Span first_update(const For &loop, NodeRef array, const FunctionScope &function) {
    Span found = loop.span;
    walk(loop.body, [&](NodeRef n) {
        auto *update = as<Update>(n);
        if (update && found == loop.span && function.array_root(update->array) == array)
            found = n->span;
    });
    return found;
}

bool is_used(NodeRef var, const For &loop) {
    size_t uses = 0; // one is the declaration
    walk(loop.body, [&](NodeRef n) { for_each_child(n, [&](NodeRef c) { uses += c == var; }); });
    return uses > 1;
}

// The old values that iterations see follow from the order in which they happen to run.
void tell_of_claims(const For &loop, bool refuse, DiagnosticEngine &diagnostics) {
    walk(loop.body, [&](NodeRef n) {
        auto *fetch = as<FetchUpdate>(n);
        if (!fetch || !is_used(fetch->var, loop))
            return;
        const std::string what = "what `pragmac.atomic_add` yields here differs from run to run";
        Diagnostic &d = refuse ? diagnostics.report("P315", n->span, what)
                               : diagnostics.report("N304", n->span, what);
        if (refuse)
            d.with_label("deterministic=\"require\" refuses it");
        d.with_note(loop.span, "these iterations run in any order")
            .with_fix("compute the positions by a prefix sum before the loop")
            .with_fix_in_order(loop.span);
    });
}

} // namespace

void note_run_to_run(const For &loop, const std::vector<ArrayUpdates> &arrays,
                     const FunctionScope &function, bool deterministic,
                     DiagnosticEngine &diagnostics) {
    tell_of_claims(loop, deterministic, diagnostics);
    if (deterministic)
        return;
    for (const ArrayUpdates &updates : arrays)
        if (updates.order_shows)
            diagnostics
                .report("N304", first_update(loop, updates.array, function),
                        "the last bits of `" + name_in_source(updates.array) +
                            "` may differ from run to run when it has more than 32768 elements")
                .with_fix("`reduction(" + std::string(updates.op == BinaryOp::mul ? "*" : "+") +
                          ": " + name_in_source(updates.array) +
                          ")` in the place of `atomic` gives every block of iterations a copy");
}

void note_declined(Span loop, const std::string &reason, DiagnosticEngine &diagnostics) {
    diagnostics.report("N202", loop,
                       "the `simd` request is declined and the loop runs in order: " + reason);
}

} // namespace pragmac
