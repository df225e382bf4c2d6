// Classifies the cells of one loop from definite assignment, liveness and update patterns.
#include "scalar_use.h"

#include "cell_flow.h"
#include "fields.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

NodeRef assigned_cell(NodeRef n) {
    NodeRef target = written_variable(n);
    return target && is_cell(target) ? target : nullptr;
}

ScalarUse classify(NodeRef cell, NodeRef write, const LoopScope &scope) {
    ScalarUse use;
    use.cell = cell;
    use.write = write;
    CellFlow flow(cell);
    use.always_assigned = flow.run_iteration(scope.loop()->body) != CellFlow::State::open;
    use.live_after =
        !mutant(Mutant::liveness_ignored) && live_after(cell, scope.loop(), scope.function());
    if (flow.open_read()) {
        use.op = reduction_of(cell, scope);
        auto otherwise = mutant(Mutant::carried_as_private) ? ScalarUse::Kind::private_
                                                            : ScalarUse::Kind::carried;
        use.kind = use.op ? ScalarUse::Kind::reduction : otherwise;
        use.read = use.op ? nullptr : flow.open_read();
        if (!use.op)
            use.but_for_errors = reduction_but_for_errors(cell, scope);
        return use;
    }
    use.kind = ScalarUse::Kind::private_;
    if (!use.live_after || use.always_assigned)
        return use;
    use.kind = ScalarUse::Kind::last;
    if (auto follower = follows_extremum(cell, scope)) {
        use.kind = ScalarUse::Kind::reduction;
        use.op = follower->op;
        use.leader = follower->leader;
    }
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

std::string obstacle(const ScalarUse &use) {
    if (use.kind != ScalarUse::Kind::carried)
        return "";
    return "`" + name_in_source(use.cell) + "` " +
           (use.but_for_errors ? "decides what is evaluated next, and that may raise"
                               : "carries a value from one iteration to the next");
}

} // namespace pragmac
