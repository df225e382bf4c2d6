// Finds what the scalar's assignments have in common, and words for it.
#include "refuse_carried.h"

#include "fields.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

std::vector<const Store *> assignments(NodeRef cell, const For &loop) {
    std::vector<const Store *> found;
    walk(loop.body, [&](NodeRef n) {
        if (auto *store = as<Store>(n); store && store->array == cell)
            found.push_back(store);
    });
    return found;
}

// Whether the value is computed from what the cell held; names are looked through.
bool depends_on(NodeRef value, NodeRef cell, const FunctionScope &function) {
    if (auto *load = as<Load>(value); load && load->array == cell)
        return true;
    if (value->type.array)
        return false;
    if (auto *let = as<Let>(function.declaration(value)))
        return depends_on(let->value, cell, function);
    bool found = false;
    for_each_child(value, [&](NodeRef c) { found = found || depends_on(c, cell, function); });
    return found;
}

// "max" or "min"; empty for any other value.
std::string extremum(NodeRef value, const FunctionScope &function) {
    if (auto *let = as<Let>(function.declaration(value)))
        return extremum(let->value, function);
    auto *chosen = as<Select>(value); // of two values, by their order
    auto *order = chosen ? as<Compare>(chosen->cond) : nullptr;
    bool ordered = order && same_value(order->a, chosen->a) && same_value(order->b, chosen->b);
    return ordered && order->op == CompareOp::gt   ? "max"
           : ordered && order->op == CompareOp::lt ? "min"
                                                   : "";
}

// The same, whichever way choices inside the value go.
bool always_from(NodeRef value, NodeRef cell, const FunctionScope &function) {
    if (value->op == Op::Select || value->op == Op::Lazy)
        return false;
    if (auto *load = as<Load>(value))
        return load->array == cell;
    if (value->type.array)
        return false;
    if (auto *let = as<Let>(function.declaration(value)))
        return always_from(let->value, cell, function);
    bool found = false;
    for_each_child(value, [&](NodeRef c) { found = found || always_from(c, cell, function); });
    return found;
}

// A count or a position: every assignment adds something that does not depend on it.
bool counts(NodeRef cell, const std::vector<const Store *> &stores, const FunctionScope &function) {
    auto adds = [&](const Store *s) {
        NodeRef value = s->value;
        while (auto *let = as<Let>(function.declaration(value)))
            value = let->value;
        auto *sum = as<Binary>(value);
        return sum && (sum->op == BinaryOp::add || sum->op == BinaryOp::sub) &&
               depends_on(sum->a, cell, function) && !depends_on(sum->b, cell, function);
    };
    return is_integer(cell->type.dtype) && std::all_of(stores.begin(), stores.end(), adds);
}

bool inside_branch(NodeRef n, NodeRef target, bool branch) {
    bool found = n == target && branch;
    branch = branch || n->op == Op::If || n->op == Op::While;
    for_each_child(n, [&](NodeRef c) { found = found || inside_branch(c, target, branch); });
    return found;
}

bool inside_loop(NodeRef n, NodeRef target, bool loop) {
    bool found = n == target && loop;
    loop = loop || n->op == Op::For || n->op == Op::While;
    for_each_child(n, [&](NodeRef c) { found = found || inside_loop(c, target, loop); });
    return found;
}

std::string assignment(const ScalarUse &use, const std::string &value) {
    return "`" + name_in_source(use.cell) + " = " + value + "`";
}

std::string fix_for_count(const ScalarUse &use, const For &loop,
                          const std::vector<const Store *> &stores) {
    std::string name = "`" + name_in_source(use.cell) + "`";
    if (inside_branch(loop.body, stores[0], false))
        return "compute the positions before the loop, as in `place = np.cumsum(mask) - 1`, and "
               "use "
               "`place[" +
               name_in_source(loop.var) + "]` for " + name;
    std::string var = name_in_source(loop.var);
    if (inside_loop(loop.body, stores[0], false))
        return "the loop inside counts differently in every iteration: compute where each begins "
               "before the loop, as in `begin = np.cumsum(counts) - counts`, and write " +
               assignment(use, "begin[" + var + "]") + " at the head of the body";
    return name +
           " moves by another step in every iteration: sum the steps before the loop, as in "
           "`place = np.cumsum(steps) - steps`, and use `place[" +
           var + "]` for " + name;
}

std::string fix_for(const ScalarUse &use, const For &loop, const FunctionScope &function) {
    std::string name = "`" + name_in_source(use.cell) + "`";
    std::vector<const Store *> stores = assignments(use.cell, loop);
    auto all = [&](auto &&is) { return std::all_of(stores.begin(), stores.end(), is); };
    auto new_value = [&](const Store *s) { return !depends_on(s->value, use.cell, function); };
    if (stores.empty() || as<Var>(use.cell)->info->name.ends_with(".bound") ||
        (!use.always_assigned && all(new_value)))
        return "give " + name + " a value on every path of the iteration, before it is read";
    if (all(new_value))
        return name + " is what the iteration before has assigned: read or compute that again here "
                      "instead of keeping it in a variable";
    if (counts(use.cell, stores, function))
        return fix_for_count(use, loop, stores);
    std::string choice = extremum(stores[0]->value, function);
    if (!choice.empty() && stores.size() == 1)
        return "put the variable first, as in `" + name_in_source(use.cell) + " = " + choice + "(" +
               name_in_source(use.cell) + ", x)`, or use `np." + choice +
               "imum`: the other way round a NaN makes the order of the iterations matter";
    return "for running sums call `np.cumsum` before the loop; otherwise remove the directive, or "
           "compute " +
           name + " from the loop's index";
}

} // namespace

bool only_changed(NodeRef cell, const For &loop, const FunctionScope &function) {
    std::vector<const Store *> stores = assignments(cell, loop);
    return !stores.empty() && !as<Var>(cell)->info->name.ends_with(".bound") &&
           std::all_of(stores.begin(), stores.end(),
                       [&](const Store *s) { return always_from(s->value, cell, function); });
}

void refuse_carried_scalar(const ScalarUse &use, const For &loop, const FunctionScope &function,
                           DiagnosticEngine &diagnostics) {
    std::string name = "`" + name_in_source(use.cell) + "`";
    Span at = use.write && use.write->span.line ? use.write->span : loop.span;
    diagnostics
        .report("P303", at,
                name + " carries a value from one iteration of this parallel loop to the next")
        .with_label("the next iteration reads what this one leaves in " + name)
        .with_note(loop.span, "you asked for these iterations to run in any order")
        .with_fix(fix_for(use, loop, function));
}

} // namespace pragmac
