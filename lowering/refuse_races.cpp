// Words for a proved race.
#include "refuse_races.h"

#include "fields.h"
#include "reduction_pattern.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// `y[i] = y[i] op …`: an update that `atomic` makes one step.
struct ElementwiseUpdate {
    bool found = false;
    std::string_view word; // of a `reduction` clause; empty when no clause combines it
};
ElementwiseUpdate update_of(NodeRef statement, const FunctionScope &function) {
    auto *store = as<Store>(statement);
    NodeRef value = store ? function.behind_names(store->value) : nullptr;
    auto old = [&](NodeRef n) {
        auto *load = as<Load>(function.behind_names(n));
        return load && load->array == store->array &&
               std::equal(load->indices.begin(), load->indices.end(), store->indices.begin(),
                          store->indices.end(), same_value);
    };
    if (auto *op = value ? as<Binary>(value) : nullptr; op && (old(op->a) || old(op->b))) {
        auto kind = associative(op->op);
        if (!kind || (op->op == BinaryOp::sub && !old(op->a)))
            return {};
        bool bools = is_bool(store->array->type.dtype); // their sum is an `or`
        return {true, bools ? "" : clause_word(*kind)};
    }
    // Of two values by their order, as `max` and `min` choose.
    auto *chosen = value ? as<Select>(value) : nullptr;
    auto *order = chosen ? as<Compare>(function.behind_names(chosen->cond)) : nullptr;
    if (!order || !old(chosen->b) || (order->op != CompareOp::gt && order->op != CompareOp::lt))
        return {};
    return {true, order->op == CompareOp::gt ? "max" : "min"};
}

// Whether the loop touches the array by one statement alone.
bool only_updated(NodeRef array, const For &loop, const FunctionScope &function) {
    int stores = 0, loads = 0;
    walk(loop.body, [&](NodeRef n) {
        auto *load = as<Load>(n);
        NodeRef written = written_variable(n);
        loads += load && load->array->type.array && function.array_root(load->array) == array;
        stores += written && written->type.array && function.array_root(written) == array;
    });
    return stores == 1 && loads <= 2; // a comparison reads the element once more
}

std::string element_text(const std::string &array, const Witness &witness) {
    if (witness.element.empty())
        return "one element of " + array;
    std::string text = array + "[";
    for (size_t k = 0; k < witness.element.size(); k++)
        text += (k ? ", " : "") + std::to_string(witness.element[k]);
    return text + "]";
}

bool combines(const Access &a) { return a.update.array && a.update.order != UpdateOrder::plain; }

// `add` as in "an atomic `add`": the user wrote the statement, so the kind of update is enough.
std::string update_in_words(const Access &a) {
    if (a.update.fetched)
        return "`atomic_add`";
    switch (a.update.op) {
    case BinaryOp::py_max: return "an atomic `max`";
    case BinaryOp::py_min: return "an atomic `min`";
    case BinaryOp::np_max: return "an atomic `np.maximum`";
    case BinaryOp::np_min: return "an atomic `np.minimum`";
    default: return "an atomic `" + std::string(name_of(a.update.op)) + "`";
    }
}

// Both updates are steps of their own, but their order shows in the element.
void refuse_mixed_updates(const For &loop, const Verdict &verdict, const Builder &build,
                          DiagnosticEngine &diagnostics) {
    const Conflict &conflict = *verdict.conflict;
    std::string array(build.array_name_at(conflict.b->node->span, verdict.array));
    auto span = [&](const Access &a) { return a.node->span.line ? a.node->span : loop.span; };
    std::string element =
        conflict.witness ? element_text(array, *conflict.witness) : "one element of " + array;
    diagnostics
        .report("P306", span(*conflict.b),
                "two different atomic operations on one element of `" + array + "`")
        .with_label(update_in_words(*conflict.b) + " of " + element +
                    " gives another result before the other operation than after it")
        .with_note(span(*conflict.a), update_in_words(*conflict.a) + " changes the same element")
        .with_note(loop.span, "you asked for these iterations to run in any order")
        .with_fix("split the loop in two, one for each operation")
        .with_fix_in_order(loop.span);
}

} // namespace

void refuse_races(const For &loop, const Verdict &verdict, const FunctionScope &function,
                  const Builder &build, bool scratch, DiagnosticEngine &diagnostics) {
    const Conflict &conflict = *verdict.conflict;
    if (combines(*conflict.a) && combines(*conflict.b))
        return refuse_mixed_updates(loop, verdict, build, diagnostics);
    bool both = conflict.a->writes && conflict.b->writes;
    std::string array(build.array_name_at(verdict.at->span, verdict.array));
    std::string var = name_in_source(verdict.loop->var);
    std::string label;
    if (conflict.witness) {
        const Witness &w = *conflict.witness;
        auto iteration = [&](int64_t v) { return "iteration " + var + "=" + std::to_string(v); };
        std::string first = iteration(w.first), second = iteration(w.second);
        std::string element = element_text(array, w);
        bool update = update_of(verdict.at, function).found;
        if (both)
            label = first + " and " + second + " both " + (update ? "update " : "write ") + element;
        else
            label = (conflict.a->writes ? second : first) + " reads " + element + ", which " +
                    (conflict.a->writes ? first : second) + " writes";
    }
    Span at = verdict.at->span.line ? verdict.at->span : loop.span;
    Diagnostic &error =
        both ? diagnostics.report("P301", at,
                                  "iterations of this parallel loop write the same element of `" +
                                      array + "`")
             : diagnostics.report("P302", at,
                                  "an iteration of this parallel loop reads an element of `" +
                                      array + "` that another one writes");
    error.with_label(label).with_note(loop.span,
                                      "you asked for these iterations to run in any order");
    ElementwiseUpdate update = update_of(verdict.at, function);
    auto add_clause = [&](const std::string &why, const std::string &clause) {
        error.with_fix(why + clause + "` to the directive", loop.span, " " + clause,
                       EditPlace::directive_end);
    };
    if (both && update.found)
        error.with_fix("combine updates safely: put `#pragma atomic` before this statement", at,
                       "#pragma atomic", EditPlace::line_before);
    if (both && !update.word.empty() && only_updated(verdict.array, loop, function))
        add_clause("or give every thread a copy: add `", "reduction(" + std::string(update.word) +
                                                             ": " + name_in_source(verdict.array) +
                                                             ")");
    if (both && update.found)
        return;
    if (scratch)
        add_clause("every iteration writes what it reads of `" + array +
                       "`: give it an array of its own by adding `",
                   "private(" + name_in_source(verdict.array) + ")");
    error.with_fix(both ? "let every iteration write an element of its own"
                        : "write into a second array");
    error.with_fix_in_order(loop.span);
}

void refuse_read_of_reduction(const For &loop, NodeRef seen, DiagnosticEngine &diagnostics) {
    std::string array = "an array of the `reduction` clause";
    for_each_child(seen, [&](NodeRef child) {
        if (child->type.array)
            array = "`" + name_in_source(child) + "`";
    });
    diagnostics
        .report("P313", seen->span.line ? seen->span : loop.span,
                array + " is a reduction of this loop and is used in it")
        .with_label("the value is complete only after the loop")
        .with_note(loop.span, "you asked for these iterations to run in any order")
        .with_fix("use it in a second loop, or write into another array")
        .with_fix_in_order(loop.span);
}

} // namespace pragmac
