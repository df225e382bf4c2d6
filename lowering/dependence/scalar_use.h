// scalar_use: what each local scalar declared outside a loop does inside it.
//
// A cell is private when every iteration assigns it before reading it, carried when an iteration
// may read what another one left, and a reduction when it is only ever updated as s = op(s, x) and
// not read otherwise. A cell that only some iterations assign and that is read after the loop has
// the value of the last one that did. Decided by structured walks over the body, jumps included;
// liveness after the loop covers the enclosing loops' next iterations.
#pragma once

#include "access_relation.h"
#include "reduction_pattern.h"

namespace pragmac {

struct ScalarUse {
    enum class Kind : uint8_t { private_, last, reduction, carried };
    NodeRef cell = nullptr;
    Kind kind = Kind::carried;
    std::optional<ReductionKind> op; // reductions
    // carried: what it would be if nothing raised beside it.
    std::optional<ReductionKind> but_for_errors;
    NodeRef leader = nullptr;        // arg_min, arg_max: the cell of the minimum or maximum
    bool live_after = false;       // its value after the loop may be read
    bool always_assigned = false;  // every iteration assigns it
    NodeRef read = nullptr;        // carried: the read that may see another iteration's value
    NodeRef write = nullptr;       // the first assignment in the loop
    // Blocks of iterations need a value of their own, to be combined after the loop.
    bool combined() const { return kind == Kind::last || kind == Kind::reduction; }
};

// One row per cell declared outside `loop` and assigned inside, in order of first assignment.
std::vector<ScalarUse> scalar_uses(const For *loop, const Func *func, DependenceContext &context);

// Why the iterations cannot run at the same time because of this scalar; empty when they can, or
// could if its values were combined.
std::string obstacle(const ScalarUse &use);

} // namespace pragmac
