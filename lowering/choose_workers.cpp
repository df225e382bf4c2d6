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
    explicit Choosing(const Func *func) : func_(func) {}
    ChosenWorkers chosen;

    void statement(NodeRef n) {
        if (n->type != no_type)
            return;
        auto *loop = as<For>(n);
        if (!loop || !becomes_launch(*loop))
            return for_each_child(n, [&](NodeRef child) { statement(child); });
        if (loop->clauses->single || !has_simd(*loop))
            return;
        LanesNote note = choose(*loop);
        note.loop = loop->span;
        if (note.lanes)
            chosen.lanes[loop] = note.lanes;
        chosen.notes.push_back(std::move(note));
    }

  private:
    LanesNote choose(const For &loop) {
        std::vector<LaneLoop> inner = lane_loops(loop, func_, context_);
        if (std::none_of(inner.begin(), inner.end(), [](const LaneLoop &l) { return l.asked; }))
            return {{}, 0, "no `simd` loop in it can be shared out", {}};
        if (std::string why = lanes_obstacle(loop, inner); !why.empty())
            return {{}, 0, why, {}};
        LanesNote note;
        int32_t asked = 0;
        bool any_ragged = false;
        const LoopScope &scope = context_.accesses(&loop, func_).scope();
        for (const LaneLoop &l : inner) {
            if (!l.asked)
                continue;
            note.shared_out.push_back(l.loop->span);
            asked = std::max(asked, l.loop->clauses ? l.loop->clauses->simd : 0);
            any_ragged |= ragged(*l.loop, scope);
        }
        asked = std::min(asked, most_lanes);
        note.lanes = asked        ? static_cast<int32_t>(std::bit_ceil(uint32_t(asked)))
                     : any_ragged ? ragged_lanes
                                  : long_lanes;
        note.words = asked        ? "`simd` asks for them"
                     : any_ragged ? "the bounds of a `simd` loop differ between iterations"
                                  : "long `simd` loops";
        return note;
    }

    const Func *func_;
    DependenceContext context_;
};

} // namespace

ChosenWorkers choose_workers(const Func *func) {
    Choosing choosing(func);
    choosing.statement(func->body);
    return std::move(choosing.chosen);
}

} // namespace pragmac
