// Classifies the cells of one loop from definite assignment, liveness and update patterns.
#include "scalar_use.h"

#include "cell_flow.h"
#include "fields.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

NodeRef assigned_cell(NodeRef n) {
    auto *store = as<Store>(n);
    auto *update = as<Update>(n);
    NodeRef target = store ? store->array : update ? update->array : nullptr;
    return target && is_cell(target) ? target : nullptr;
}

std::string reason_for(const ScalarUse &use) {
    std::string name = "`" + name_in_source(use.cell) + "`";
    switch (use.kind) {
    case ScalarUse::Kind::carried: return name + " carries a value from one iteration to the next";
    case ScalarUse::Kind::reduction:
        return name + " is a reduction (" + std::string(name_of(*use.op)) +
               "); reductions run in order for now";
    case ScalarUse::Kind::private_: break;
    }
    return use.live_after && !use.always_assigned
               ? name + " is assigned only in some iterations and read after the loop"
               : "";
}

ScalarUse classify(NodeRef cell, NodeRef write, const LoopScope &scope) {
    ScalarUse use;
    use.cell = cell;
    use.write = write;
    CellFlow flow(cell);
    use.always_assigned = flow.run_iteration(scope.loop()->body) != CellFlow::State::open;
    use.live_after = live_after(cell, scope.loop(), scope.function());
    if (!flow.open_read())
        use.kind = ScalarUse::Kind::private_;
    use.op = flow.open_read()                         ? reduction_of(cell, scope)
             : use.live_after && !use.always_assigned ? follows_extremum(cell, scope)
                                                      : std::nullopt;
    if (use.op)
        use.kind = ScalarUse::Kind::reduction;
    if (use.kind == ScalarUse::Kind::carried)
        use.read = flow.open_read();
    use.reason = reason_for(use);
    return use;
}

} // namespace

std::vector<ScalarUse> scalar_uses(const For *loop, const Func *func, DependenceContext &context) {
    const LoopScope &scope = context.accesses(loop, func).scope();
    std::vector<ScalarUse> uses;
    walk(loop->body, [&](NodeRef n) {
        NodeRef cell = assigned_cell(n);
        bool seen = std::any_of(uses.begin(), uses.end(),
                                [&](const ScalarUse &use) { return use.cell == cell; });
        if (cell && !seen && !scope.declared_inside(cell))
            uses.push_back(classify(cell, n, scope));
    });
    return uses;
}

const ScalarUse *first_obstacle(const std::vector<ScalarUse> &uses) {
    const ScalarUse *found = nullptr;
    for (const ScalarUse &use : uses) {
        if (use.kind == ScalarUse::Kind::carried)
            return &use;
        if (!found && !use.reason.empty())
            found = &use;
    }
    return found;
}

} // namespace pragmac
