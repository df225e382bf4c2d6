// Finds what the scalar's assignments have in common, and words for it.
#include "refuse_carried.h"

#include "fields.h"
#include "functions.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// NumPy's functions of whole arrays are not compiled.
std::string call_outside(const std::string &function) {
    return "call `" + function + "` outside of the compiled function, and pass the result";
}

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
        NodeRef value = function.behind_names(s->value);
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
        return "compute the positions outside of the compiled function, as in "
               "`place = np.cumsum(mask) - 1`, pass them and use `place[" +
               name_in_source(loop.var) + "]` for " + name +
               "; in any order, `pragmac.atomic_add(count, 0, 1)` gives the next one";
    std::string var = name_in_source(loop.var);
    if (inside_loop(loop.body, stores[0], false))
        return "the loop inside counts differently in every iteration: compute where each begins "
               "outside of the compiled function, as in `begin = np.cumsum(counts) - counts`, pass "
               "it and write " +
               assignment(use, "begin[" + var + "]") + " at the head of the body";
    return name +
           " moves by another step in every iteration: sum the steps outside of the "
           "compiled function, as in `place = np.cumsum(steps) - steps`, pass them and use "
           "`place[" +
           var + "]` for " + name;
}

// How an assignment computes the new value from the old one, as the user writes it; empty where the
// old one is not an operand itself. `-` counts as `+`.
std::string operation(NodeRef value, NodeRef cell, const FunctionScope &function) {
    static constexpr std::pair<BinaryOp, const char *> words[] = {{BinaryOp::add, "+"},
                                                                  {BinaryOp::sub, "+"},
                                                                  {BinaryOp::mul, "*"},
                                                                  {BinaryOp::div, "/"},
                                                                  {BinaryOp::py_div, "/"},
                                                                  {BinaryOp::int_div, "/"},
                                                                  {BinaryOp::floor_div, "//"},
                                                                  {BinaryOp::mod, "%"},
                                                                  {BinaryOp::pow, "**"},
                                                                  {BinaryOp::py_pow, "**"},
                                                                  {BinaryOp::bit_and, "&"},
                                                                  {BinaryOp::bit_or, "|"},
                                                                  {BinaryOp::bit_xor, "^"},
                                                                  {BinaryOp::py_max, "max"},
                                                                  {BinaryOp::py_min, "min"},
                                                                  {BinaryOp::shl, "<<"},
                                                                  {BinaryOp::shr, ">>"},
                                                                  {BinaryOp::np_max, "np.maximum"},
                                                                  {BinaryOp::np_min, "np.minimum"}};
    value = function.behind_names(value);
    if (!depends_on(value, cell, function))
        return "";
    if (auto *binary = as<Binary>(value))
        for (auto [op, word] : words)
            if (op == binary->op)
                return word;
    if (auto *call = as<Math>(value); call && !info_of(call->function).numpy.empty())
        return "np." + std::string(info_of(call->function).numpy);
    if (auto *cast = as<Cast>(value))
        return operation(cast->x, cell, function);
    return extremum(value, function);
}

// Two operations of which neither can be done before the other; empty when all are one.
std::string fix_for_mixed(const std::vector<const Store *> &stores, const std::string &name,
                          NodeRef cell, const FunctionScope &function) {
    std::string first = operation(stores[0]->value, cell, function);
    for (const Store *s : stores) {
        std::string other = operation(s->value, cell, function);
        if (first.empty() || other.empty() || other == first)
            continue;
        auto line = [](const Store *at) { return " (line " + std::to_string(at->span.line) + ")"; };
        return name + " is updated by `" + first + "`" + line(stores[0]) + " and by `" + other +
               "`" + line(s) +
               ", which give another result in another order: use one variable for each, or remove "
               "the directive";
    }
    return "";
}

// Of updates by one operation that no plan combines.
std::string fix_for_operation(const std::string &op, const std::string &variable) {
    std::string name = "`" + variable + "`";
    if (op == "np.fmax" || op == "np.fmin") {
        std::string word = op == "np.fmax" ? "max" : "min";
        return "`" + op + "` is not combined over iterations: write `" + variable + " = " + word +
               "(" + variable + ", x)`, or `np." + word + "imum` where a NaN shall stay";
    }
    if (op == "/")
        return "multiply the divisors in the loop, as in `d *= x`, and divide " + name +
               " by `d` once behind it";
    if (op == "//" || op == "%" || op == "**" || op == "<<" || op == ">>")
        return "`" + op + "` is not combined over iterations: collect the operands of " + name +
               " by `+` or `*`, and apply `" + op + "` once behind the loop";
    if (op == "*")
        return "for running products " + call_outside("np.cumprod");
    if (op == "max" || op == "min")
        return "for running extrema " + call_outside("np." + op + "imum.accumulate");
    return "";
}

// Under a condition on the variable: the last of several extrema, or only the place of one.
std::string fix_for_choice(const ScalarUse &use, const For &loop, const FunctionScope &function) {
    std::string fix, variable = name_in_source(use.cell);
    walk(loop.body, [&](NodeRef n) {
        auto *branch = as<If>(n);
        auto *order = branch ? as<Compare>(function.behind_names(branch->cond)) : nullptr;
        if (!order || !fix.empty())
            return;
        bool stores = false;
        for (NodeRef s : as<Block>(branch->then)->body)
            stores |= as<Store>(s) && as<Store>(s)->array == use.cell;
        if (!stores)
            return;
        auto held = [&](NodeRef side) {
            auto *load = as<Load>(function.behind_names(side));
            return load && load->array == use.cell;
        };
        bool ties = order->op == CompareOp::ge || order->op == CompareOp::le;
        if ((held(order->a) || held(order->b)) && ties)
            fix = "the last of equal values depends on the order: compare by `" +
                  std::string(order->op == CompareOp::ge ? ">" : "<") +
                  "`, which keeps the first one";
        else if (!held(order->a) && !held(order->b) && depends_on(order, use.cell, function))
            fix = "keep the value beside its place, as in `if x > best: best = x; " + variable +
                  " = " + name_in_source(loop.var) + "`";
    });
    return fix;
}

// `if x > hi: hi = x … elif x < lo: lo = x`: each hangs on what the other one is at the time.
std::string fix_for_branches(const ScalarUse &use, const For &loop, const FunctionScope &function) {
    bool joined = false;
    auto visit = [&](auto &&self, NodeRef n, bool otherwise) -> void {
        auto *branch = as<If>(n);
        auto *order = branch ? as<Compare>(function.behind_names(branch->cond)) : nullptr;
        if (order && (order->op == CompareOp::gt || order->op == CompareOp::lt)) {
            auto held = [&](NodeRef side) {
                auto *load = as<Load>(function.behind_names(side));
                return load && load->array == use.cell;
            };
            bool stores = false;
            for (NodeRef s : as<Block>(branch->then)->body)
                stores |= as<Store>(s) && as<Store>(s)->array == use.cell;
            bool more = !as<Block>(branch->otherwise)->body.empty();
            joined |= stores && held(order->a) != held(order->b) && (otherwise || more);
        }
        if (branch) {
            self(self, branch->then, otherwise);
            return self(self, branch->otherwise, true);
        }
        for_each_child(n, [&](NodeRef c) { self(self, c, otherwise); });
    };
    visit(visit, loop.body, false);
    return joined ? "write `if` in the place of `elif` or `else`: what stands there hangs on the "
                    "values that the iterations before have left"
                  : "";
}

std::string fix_for(const ScalarUse &use, const For &loop, const FunctionScope &function) {
    std::string name = "`" + name_in_source(use.cell) + "`";
    std::vector<const Store *> stores = assignments(use.cell, loop);
    auto all = [&](auto &&is) { return std::all_of(stores.begin(), stores.end(), is); };
    auto new_value = [&](const Store *s) { return !depends_on(s->value, use.cell, function); };
    if (std::string fix = fix_for_choice(use, loop, function); !fix.empty())
        return fix;
    if (std::string fix = fix_for_branches(use, loop, function); !fix.empty())
        return fix;
    if (as<Var>(use.cell)->info->name.ends_with(".bound"))
        return "give " + name +
               " a value in front of the loop, whichever way is taken to it, or on "
               "every path of the iteration before it is read";
    if (stores.empty() || (!use.always_assigned && all(new_value)))
        return "give " + name + " a value on every path of the iteration, before it is read";
    if (all(new_value))
        return name + " is what the iteration before has assigned: read or compute that again here "
                      "instead of keeping it in a variable";
    if (counts(use.cell, stores, function))
        return fix_for_count(use, loop, stores);
    if (std::string fix = fix_for_mixed(stores, name, use.cell, function); !fix.empty())
        return fix;
    std::string choice = extremum(stores[0]->value, function);
    auto *taken = as<Select>(function.behind_names(stores[0]->value));
    bool swapped = taken && depends_on(taken->a, use.cell, function); // max(x, s)
    if (!choice.empty() && swapped && stores.size() == 1)
        return "put the variable first, as in `" + name_in_source(use.cell) + " = " + choice + "(" +
               name_in_source(use.cell) + ", x)`, or use `np." + choice +
               "imum`: the other way round a NaN makes the order of the iterations matter";
    std::string op = operation(stores[0]->value, use.cell, function);
    if (std::string fix = fix_for_operation(op, name_in_source(use.cell)); !fix.empty())
        return fix;
    return "for running sums " + call_outside("np.cumsum") + "; otherwise compute " + name +
           " from the loop's index";
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
        .with_fix(fix_for(use, loop, function))
        .with_fix_in_order(loop.span);
}

bool reached_always(NodeRef n, NodeRef target) {
    if (n == target)
        return true;
    if (n->op == Op::If)
        return reached_always(as<If>(n)->cond, target);
    if (n->op == Op::Lazy)
        return reached_always(as<Lazy>(n)->cond, target);
    if (n->op == Op::While)
        return false;
    if (auto *loop = as<For>(n))
        return reached_always(loop->lo, target) || reached_always(loop->hi, target);
    bool found = false;
    for_each_child(n, [&](NodeRef c) { found = found || reached_always(c, target); });
    return found;
}

} // namespace pragmac
