// One rewrite: the kind of every loop says what it becomes.
#include "map_to_machine.h"

#include "choose_elements.h"
#include "choose_grid.h"

#include <algorithm>

namespace pragmac {

bool becomes_launch(const For &loop) {
    return loop.kind == ForKind::parallel && loop.clauses && loop.clauses->proved;
}

namespace {

struct Machine {
    Mapping mapping; // of workers without lanes
    GroupSharing sharing;
};

// Groups of one narrow worker would leave most of a multiprocessor idle: it holds few groups.
Mapping mapping_with_lanes(int32_t lanes, const GroupSharing &sharing) {
    WorkerKind worker = worker_with(lanes);
    bool shares = worker == WorkerKind::subgroup && lanes >= sharing.least_lanes;
    return {.worker = worker,
            .block = shares && sharing.workers > 1 ? sharing.workers : 0,
            .lanes = lanes};
}

Mapping mapping_of(const For &loop, const Clauses &clauses, const Machine &machine) {
    if (clauses.single)
        return {};
    Mapping own = machine.mapping;
    if (clauses.block)
        own.block = clauses.block;
    if (clauses.lanes)
        own = mapping_with_lanes(clauses.lanes, machine.sharing);
    else if (on_device(own))
        own.axes = choose_grid(loop.var, loop.body, clauses, own.block);
    if (own.axis_count()) {
        own.block = 1;
        for (const GridAxis &axis : own.axes)
            own.block *= std::max(axis.threads, 1);
    } else if (on_device(own)) {
        own.per_lane = elements_per_lane(loop.var, loop.body);
    }
    return own;
}

NodeRef map_loops(NodeRef n, Builder &build, const Machine &machine, bool in_launch) {
    if (n->type.dtype != DType::none)
        return n;
    const For *loop = as<For>(n);
    internal_assert(n->op != Op::Team || !in_launch, "a team inside a launch");
    bool proved = loop && loop->clauses && loop->clauses->proved;
    bool launches = loop && becomes_launch(*loop) && !in_launch;
    NodeRef mapped = build.map_children(
        n, [&](NodeRef child) { return map_loops(child, build, machine, in_launch || launches); });
    if (!loop || loop->kind == ForKind::serial)
        return mapped;
    loop = as<For>(mapped);
    build.span = loop->span;
    Clauses clauses = loop->clauses ? *loop->clauses : Clauses{};
    if (launches)
        return build.launch(loop->var, loop->lo, loop->hi, loop->step, clauses,
                            mapping_of(*loop, clauses, machine), loop->body);
    if (loop->kind == ForKind::lanes)
        return mapped;
    ForKind kind = proved ? ForKind::simd : ForKind::serial;
    return build.for_loop(loop->var, loop->lo, loop->hi, loop->step, kind, clauses, loop->body);
}

} // namespace

const Func *map_to_machine(const Func *func, Builder &build, const Mapping &mapping,
                           const GroupSharing &sharing) {
    NodeRef body = map_loops(func->body, build, {mapping, sharing}, false);
    return build.with_body(func, body);
}

} // namespace pragmac
