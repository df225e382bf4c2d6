// scalar_use: what each local scalar declared outside a loop does inside it.
//
// A cell is private when every iteration assigns it before reading it, carried when an iteration
// may read what another one left, and a reduction when it is only ever updated as s = op(s, x) and
// not read otherwise. Decided by structured walks over the body, jumps included; liveness after
// the loop covers the enclosing loops' next iterations.
#pragma once

#include "access_relation.h"
#include "reduction_pattern.h"

namespace pragmac {

struct ScalarUse {
    enum class Kind : uint8_t { private_, reduction, carried };
    NodeRef cell = nullptr;
    Kind kind = Kind::carried;
    std::optional<ReductionKind> op; // reductions
    bool live_after = false;       // its value after the loop may be read
    bool always_assigned = false;  // every iteration assigns it
    NodeRef read = nullptr;        // carried: the read that may see another iteration's value
    NodeRef write = nullptr;       // the first assignment in the loop
    // Why the loop cannot run in parallel because of this scalar; empty when it can.
    std::string reason;
};

// One row per cell declared outside `loop` and assigned inside, in order of first assignment.
std::vector<ScalarUse> scalar_uses(const For *loop, const Func *func, DependenceContext &context);

// The first scalar that keeps the loop from running in parallel now, or null; a carried one first.
const ScalarUse *first_obstacle(const std::vector<ScalarUse> &uses);

} // namespace pragmac
