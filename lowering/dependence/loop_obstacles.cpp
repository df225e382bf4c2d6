// Looks for the first jump out, then for output, then for a written argument that may overlap.
#include "loop_obstacles.h"

#include "fields.h"
#include "mutants.h"
#include "user_words.h"

namespace pragmac {
namespace {

// A jump below n that leaves the loop as a whole; `inner_loop`, `inner_call`: whether a loop or an
// inline body between takes `break` and `leave`.
NodeRef jump_out(NodeRef n, bool inner_loop, bool inner_call) {
    if (n->op == Op::Return)
        return n;
    if (auto *jump = as<Jump>(n)) {
        bool out = (jump->kind == JumpKind::loop_break && !inner_loop) ||
                   (jump->kind == JumpKind::leave && !inner_call);
        return out ? n : nullptr;
    }
    inner_loop |= n->op == Op::For || n->op == Op::While;
    inner_call |= n->op == Op::Inline;
    NodeRef found = nullptr;
    for_each_child(n, [&](NodeRef child) {
        if (!found && child->type == no_type)
            found = jump_out(child, inner_loop, inner_call);
    });
    return found;
}

bool assumed_disjoint(NodeRef a, NodeRef b, const LoopScope &scope) {
    bool found = false;
    for (NodeRef s : as<Block>(scope.loop()->body)->body)
        if (auto *assume = as<Assume>(s); assume && assume->fact == Fact::disjoint) {
            NodeRef x = scope.function().array_root(assume->arrays[0]);
            NodeRef y = scope.function().array_root(assume->arrays[1]);
            found = found || (x == a && y == b) || (x == b && y == a);
        }
    return found;
}

// An argument that may share memory with `a`, when calls with overlapping arguments come here.
const Access *overlapping(const Access &a, const LoopAccesses &accesses) {
    const LoopScope &scope = accesses.scope();
    auto argument = [&](NodeRef array) { return !scope.function().declaration(array); };
    if (mutant(Mutant::overlap_ignored) || !scope.function().func()->overlap || !argument(a.array))
        return nullptr;
    for (const Access &other : accesses.all())
        if (other.array != a.array && argument(other.array) &&
            !assumed_disjoint(a.array, other.array, scope))
            return &other;
    Layout layout = as<Var>(a.array)->info->layout;
    bool dense = layout == Layout::c_order || layout == Layout::f_order ||
                 (layout == Layout::last && a.array->type.rank == 1);
    return dense ? nullptr : &a;
}

} // namespace

std::optional<LoopObstacle> loop_obstacle(const LoopAccesses &accesses) {
    NodeRef body = accesses.scope().loop()->body, print = nullptr;
    if (NodeRef jump = jump_out(body, false, false))
        return LoopObstacle{"an iteration may end the whole loop", jump};
    walk(body, [&](NodeRef n) { print = n->op == Op::Print ? n : print; });
    if (print)
        return LoopObstacle{"`print` writes in the order of the iterations", print};
    auto quoted = [](const Access &a) { return "`" + name_in_source(a.array) + "`"; };
    for (const Access &a : accesses.all())
        if (const Access *other = a.writes ? overlapping(a, accesses) : nullptr)
            return LoopObstacle{quoted(a) + " may overlap " +
                                    (other == &a ? "itself" : quoted(*other)),
                                a.node, a.array, other->array};
    return std::nullopt;
}

} // namespace pragmac
