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
        bool wide = loop->clauses->worker == WorkerKind::group ||
                    loop->clauses->worker == WorkerKind::subgroup;
        if (loop->clauses->single || (!wide && !has_simd(*loop)))
            return;
        LanesNote note = choose(*loop);
        note.loop = loop->span;
        if (note.lanes)
            chosen.lanes[loop] = note.lanes;
        chosen.notes.push_back(std::move(note));
    }

  private:
    LanesNote choose(const For &loop) {
        if (loop.clauses->worker == WorkerKind::thread)
            return {{}, 0, "`worker(thread)` asks for one thread", {}};
        std::vector<LaneLoop> inner = lane_loops(loop, func_, context_);
        bool wanted = loop.clauses->worker != WorkerKind::core;
        auto counts = [&](const LaneLoop &l) { return l.asked || wanted; };
        if (std::none_of(inner.begin(), inner.end(), counts))
            return {{}, 0, "no loop in it can be shared out", {}};
        if (std::string why = lanes_obstacle(loop, inner); !why.empty())
            return {{}, 0, why, {}};
        LanesNote note = wanted_lanes(loop, inner);
        for (const LaneLoop &l : inner)
            if (l.asked)
                note.shared_out.push_back(l.loop->span);
        return note;
    }

    // What clauses ask for, within what the kind of worker may have; else the cost model's number.
    LanesNote wanted_lanes(const For &loop, const std::vector<LaneLoop> &inner) {
        int32_t asked = 0;
        bool any_ragged = false, of_plan = false;
        const LoopScope &scope = context_.accesses(&loop, func_).scope();
        for (const LaneLoop &l : inner) {
            asked = std::max(asked, l.loop->clauses ? l.loop->clauses->simd : 0);
            any_ragged |= ragged(*l.loop, scope);
            of_plan |= same_place(l.loop->span, loop.span); // a block of it
        }
        LanesNote note;
        if (asked > 0)
            note = {{},
                    asked,
                    of_plan ? "they share out a block of iterations" : "`simd` asks for them",
                    {}};
        else if (loop.clauses->block > 0)
            note = {{}, loop.clauses->block, "`block` asks for them", {}};
        else if (any_ragged)
            note = {{}, ragged_lanes, "the bounds of a loop inside differ between iterations", {}};
        else
            note = {{}, long_lanes, "long loops inside", {}};
        int32_t least = 1, most = most_lanes;
        if (loop.clauses->worker == WorkerKind::group)
            least = 2 * most_subgroup_lanes;
        if (loop.clauses->worker == WorkerKind::subgroup)
            most = most_subgroup_lanes;
        note.lanes = static_cast<int32_t>(std::bit_ceil(uint32_t(std::min(note.lanes, most))));
        note.lanes = std::max(note.lanes, least);
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
