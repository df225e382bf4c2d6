// A look at the loops that lanes could share out, and a number.
#include "choose_workers.h"

#include "fields.h"
#include "lane_loops.h"
#include "map_to_machine.h"

#include <algorithm>
#include <bit>

namespace pragmac {
namespace {

constexpr int32_t ragged_lanes = 32, long_lanes = 128, most_lanes = 1024;

bool has_simd(const For &parallel) {
    bool found = false;
    walk(parallel.body, [&](NodeRef n) {
        auto *loop = as<For>(n);
        found = found || (loop && loop->kind == ForKind::simd);
    });
    return found;
}

// Bounds that are not known in front of the parallel loop.
bool ragged(const For &inner, const LoopScope &scope) {
    return !scope.invariant(inner.lo) || !scope.invariant(inner.hi);
}

class Choosing {
  public:
    Choosing(const Func *func, Builder &build) : func_(func), build_(build) {}
    std::vector<LanesNote> notes;

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *loop = as<For>(n);
        if (!loop || !becomes_launch(*loop))
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        if (loop->clauses->single || !has_simd(*loop))
            return n;
        LanesNote note = choose(*loop);
        note.loop = loop->span;
        notes.push_back(note);
        if (!note.lanes)
            return n;
        Clauses clauses = *loop->clauses;
        clauses.lanes = note.lanes;
        build_.span = loop->span;
        return build_.for_loop(loop->var, loop->lo, loop->hi, loop->step, loop->kind, clauses,
                               loop->body);
    }

  private:
    LanesNote choose(const For &loop) {
        std::vector<LaneLoop> inner = lane_loops(loop, func_, context_);
        if (std::none_of(inner.begin(), inner.end(), [](const LaneLoop &l) { return l.asked; }))
            return {{}, 0, "no `simd` loop in it can be shared out"};
        if (std::string why = lanes_obstacle(loop, inner); !why.empty())
            return {{}, 0, why};
        int32_t asked = 0;
        bool any_ragged = false;
        const LoopScope &scope = context_.accesses(&loop, func_).scope();
        for (const LaneLoop &l : inner) {
            asked = std::max(asked, l.asked ? l.loop->clauses->simd : 0);
            any_ragged |= l.asked && ragged(*l.loop, scope);
        }
        if (asked)
            return {{},
                    static_cast<int32_t>(
                        std::bit_ceil(static_cast<uint32_t>(std::min(asked, most_lanes)))),
                    "`simd` asks for them"};
        if (any_ragged)
            return {{}, ragged_lanes, "the bounds of a `simd` loop differ between iterations"};
        return {{}, long_lanes, "long `simd` loops"};
    }

    const Func *func_;
    Builder &build_;
    DependenceContext context_;
};

} // namespace

ChosenWorkers choose_workers(const Func *func, Builder &build) {
    Choosing choosing(func, build);
    NodeRef body = choosing.statement(func->body);
    return {build.with_body(func, body), std::move(choosing.notes)};
}

} // namespace pragmac
