// barrier_obstacle: what in two parallel loops in a row keeps the barrier between them, apart from
// the elements they touch.
//
// Reads only. `member_of` finds the loop in a statement, behind its guards and within a call.
#pragma once

#include "loop_scope.h"

namespace pragmac {

// A proved parallel loop behind its guards.
struct Member {
    NodeRef statement = nullptr;
    const For *loop = nullptr; // null: there is none
    std::vector<NodeRef> guards;
};
Member member_of(NodeRef statement);

// Statements between two loops that may be evaluated in front of both.
struct Between {
    std::vector<NodeRef> lets, checks; // checks: their conditions
    bool take(NodeRef statement);
};

// Whether the member's bounds or guards, or the lets, load elements of arrays.
bool needs_check(const Member &next, const std::vector<NodeRef> &lets);

// Conditions (a), (b), (c), (g) of drop_barriers; empty when they hold. `lets`: those between.
std::string barrier_obstacle(const For &first, const Member &next, const std::vector<NodeRef> &lets,
                             const FunctionScope &scope);

} // namespace pragmac
