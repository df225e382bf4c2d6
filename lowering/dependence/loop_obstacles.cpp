// Looks for the first jump out, then for output, then for arguments that share memory.
#include "loop_obstacles.h"

#include "fields.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

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

bool is_argument(NodeRef array, const LoopScope &scope) {
    return !scope.function().declaration(array);
}

// An argument of calls in which written ones share memory with themselves.
bool may_overlap_itself(const Access &a, const LoopScope &scope) {
    if (!a.writes || scope.function().func()->overlap < 2 || !is_argument(a.array, scope) ||
        mutant(Mutant::overlap_ignored))
        return false;
    Layout layout = as<Var>(a.array)->info->layout;
    return layout == Layout::strided || (layout == Layout::last && a.array->type.rank > 1);
}

// The clause of an argument in calls in which arguments share memory: what an iteration stores in
// another one may be an element of it, so that there are no copies of it.
const Share *kept_clause(const LoopScope &scope, NodeRef array = nullptr) {
    for (NodeRef s : as<Block>(scope.loop()->body)->body)
        if (auto *share = as<Share>(s); share && share->variables[0]->type.array)
            if (!array || scope.function().array_root(share->variables[0]) == array)
                return share;
    return nullptr;
}

// Whether it is the only one that can be meant.
bool alone(NodeRef array, const LoopAccesses &accesses) {
    for (const Access &a : accesses.all())
        if (a.array != array && may_overlap_itself(a, accesses.scope()))
            return false;
    return true;
}

} // namespace

std::optional<LoopObstacle> loop_obstacle(const LoopAccesses &accesses) {
    NodeRef body = accesses.scope().loop()->body, print = nullptr;
    if (NodeRef jump = jump_out(body, false, false))
        return LoopObstacle{"an iteration may end the whole loop", jump};
    walk(body, [&](NodeRef n) { print = n->op == Op::Print ? n : print; });
    if (print)
        return LoopObstacle{"`print` writes in the order of the iterations", print};
    for (const Access &a : accesses.all())
        if (may_overlap_itself(a, accesses.scope())) {
            std::string does =
                alone(a.array, accesses) ? "` overlaps itself" : "` may overlap itself";
            return LoopObstacle{"`" + name_in_source(a.array) + does, a.node, a.array};
        }
    if (const Share *share = kept_clause(accesses.scope()))
        return LoopObstacle{"arguments share memory, so that iterations have no `" +
                                name_in_source(share->variables[0]) + "` of their own",
                            share};
    return std::nullopt;
}

bool without_copies(NodeRef array, const LoopScope &scope) { return kept_clause(scope, array); }

std::vector<ArrayPair> sharing_arguments(const LoopAccesses &accesses) {
    const LoopScope &scope = accesses.scope();
    std::vector<ArrayPair> found;
    if (mutant(Mutant::overlap_ignored) || !scope.function().func()->overlap)
        return found;
    auto known = [&](NodeRef a, NodeRef b) {
        return std::any_of(found.begin(), found.end(), [&](const ArrayPair &pair) {
            return pair == ArrayPair(a, b) || pair == ArrayPair(b, a);
        });
    };
    for (const Access &a : accesses.all())
        for (const Access &b : accesses.all())
            if (a.writes && a.array != b.array && is_argument(a.array, scope) &&
                is_argument(b.array, scope) && !known(a.array, b.array) &&
                !assumed_disjoint(a.array, b.array, scope))
                found.emplace_back(a.array, b.array);
    return found;
}

} // namespace pragmac
