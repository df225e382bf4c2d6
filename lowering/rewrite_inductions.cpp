// Replaces the reads of counters by values computed from the indices of the loops around them.
//
// In a loop's body a counter is `first + position * per`: its value where the loop began, the
// number of iterations before this one, and what one iteration adds. Where a loop's only count is a
// loop inside, both together are one row-major position, (i * length + j) * per, which the
// dependence analysis knows as rows of one width. Under a triangular range the iterations before
// have counted pairs(length now) - pairs(length at first), or from the other end; pairs(z) is
// z*(z-1)/2. All of it is exact modulo 2^n, as the counting itself. Counters narrower than an index
// are computed in 64 bits where an entry test shows that they do not wrap, so that what they
// address is known.
#include "rewrite_inductions.h"

#include "counter_wraps.h"
#include "fields.h"
#include "find_counters.h"
#include "integer_arithmetic.h"
#include "mutants.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace pragmac {
namespace {

// One counter of a loop while its body is rewritten.
struct State {
    const Counter *counter = nullptr;
    const std::vector<CountStep> *steps = nullptr; // of the statement list at hand
    NodeRef value = nullptr; // where the statement at hand stands
    // The same, where the only triangular loop of this list runs: its length is not negative there.
    NodeRef value_inside = nullptr;
    // Set where nothing of this list has counted yet: value = first + position * (one iteration).
    NodeRef first = nullptr, position = nullptr;
};
using States = std::vector<State>;

// One version of one loop. `wide`: counters are computed in 64 bits, which the caller has tested.
class LoopRewriter : IntegerArithmetic {
  public:
    LoopRewriter(Builder &build, const For &loop, const std::vector<Counter> &counters, bool wide)
        : IntegerArithmetic(build), loop_(loop), counters_(counters), wide_(wide) {}

    NodeRef run(bool original) {
        build_.span = loop_.span;
        States states;
        std::vector<NodeRef> body, after;
        NodeRef trip = trip_of(loop_.lo, loop_.hi, loop_.step);
        for (const Counter &c : counters_)
            states.push_back(started(c, trip, body, after));
        statements(*as<Block>(loop_.body), states, body);
        build_.span = loop_.span;
        Clauses clauses = loop_.clauses ? *loop_.clauses : Clauses{};
        clauses.original |= original;
        front_.push_back(build_.for_loop(loop_.var, loop_.lo, loop_.hi, loop_.step, loop_.kind,
                                         clauses, build_.block(body)));
        front_.insert(front_.end(), after.begin(), after.end());
        return build_.block(front_);
    }

  private:
    DType work(const Counter &c) const { return wide_ ? DType::i64 : c.cell->type.dtype; }
    static std::string_view name(const Counter &c) { return as<Var>(c.cell)->info->name; }
    NodeRef bound(std::string_view name, NodeRef value, std::vector<NodeRef> &out) {
        NodeRef var = build_.value_var(name, value->type);
        out.push_back(build_.let(var, value));
        return var;
    }

    // ---- lengths and positions -------------------------------------------------------------

    NodeRef trip_of(NodeRef lo, NodeRef hi, NodeRef step) {
        int64_t first = 0, last = 0;
        if (is_constant(lo, 0) && is_constant(step, 1) &&
            (as<Dim>(hi) || (constant_i64(hi, last) && last >= 0)))
            return hi;
        if (is_constant(step, 1) && constant_i64(lo, first) && constant_i64(hi, last) &&
            first >= 0 && last >= first)
            return build_.i64(last - first);
        return build_.range_length(lo, hi, step);
    }
    // How many iterations came before.
    NodeRef position_of(NodeRef var, NodeRef lo, int64_t step) {
        if (step == -1)
            return minus(lo, var);
        NodeRef way = minus(var, lo);
        return step == 1 ? way : build_.binary(BinaryOp::floor_div, way, build_.i64(step));
    }
    // Of a loop inside with invariant bounds; bound in front of the loop.
    NodeRef inner_trip(const InnerRange &range) {
        auto [it, fresh] = trips_.try_emplace(range.loop);
        if (fresh) {
            NodeRef trip = trip_of(range.lo, range.hi, build_.i64(range.step));
            bool leaf = trip->op == Op::Const || trip->op == Op::Dim || trip->op == Op::Var;
            std::string var(as<Var>(range.loop->var)->info->name);
            it->second = leaf ? trip : bound(var + "_count", trip, front_);
        }
        return it->second;
    }

    // ---- what an iteration adds ------------------------------------------------------------

    NodeRef per_iteration(const std::vector<CountStep> &steps, DType d) {
        NodeRef total = number(d, 0);
        for (const CountStep &s : steps)
            if (s.store)
                total = combined(s.op, total, in(d, s.by));
            else if (!s.range.growth)
                total = plus(total, times(in(d, inner_trip(s.range)), per_iteration(s.inside, d)));
        return total;
    }
    // What the triangular loops of the body have added before iteration `position`.
    NodeRef triangles(const std::vector<CountStep> &steps, DType d, NodeRef position, bool inside) {
        NodeRef total = number(d, 0);
        for (const CountStep &s : steps)
            if (s.range.growth)
                total = plus(total, times(in(d, iterations_before(s.range, position, inside)),
                                          per_iteration(s.inside, d)));
        return total;
    }
    NodeRef iterations_before(const InnerRange &range, NodeRef position, bool inside) {
        NodeRef first = range.first;
        bool grows = range.growth > 0;
        NodeRef now = grows ? plus(first, position) : minus(first, position);
        bool positive = grows && at_least_zero(first) == first;
        if (!inside && !positive)
            now = at_least_zero(now);
        if (grows)
            return minus(pairs(now), folded_pairs(at_least_zero(first)));
        NodeRef one = build_.i64(1);
        return minus(folded_pairs(plus(first, one)), pairs(plus(now, one)));
    }
    NodeRef folded_pairs(NodeRef z) {
        return is_constant(z, 0) || is_constant(z, 1) ? build_.i64(0) : pairs(z);
    }

    // ---- the body --------------------------------------------------------------------------

    State started(const Counter &c, NodeRef trip, std::vector<NodeRef> &body,
                  std::vector<NodeRef> &after) {
        DType d = work(c);
        std::string label(name(c));
        NodeRef first = bound(label + "_first", build_.load(c.cell), front_);
        first = in(d, first);
        int64_t step = 1;
        constant_i64(loop_.step, step);
        NodeRef place = position_of(loop_.var, loop_.lo, step), per = per_iteration(c.steps, d);
        NodeRef start = plus(first, times(in(d, place), per));
        auto triangles_of = std::count_if(c.steps.begin(), c.steps.end(),
                                          [](const CountStep &s) { return s.range.growth != 0; });
        bool triangular = triangles_of > 0;
        State state{.counter = &c, .steps = &c.steps};
        auto with = [&](NodeRef value, NodeRef at, bool inside) {
            return triangular ? plus(value, triangles(c.steps, d, at, inside)) : value;
        };
        state.value = bound(label, with(start, place, false), body);
        state.value_inside = triangles_of == 1 || mutant(Mutant::triangles_below_zero)
                                 ? bound(label, with(start, place, true), body)
                                 : state.value;
        if (!triangular)
            state.first = first, state.position = place;
        NodeRef total = plus(first, times(in(d, trip), per));
        after.push_back(build_.store(c.cell, {}, in(c.cell->type.dtype, with(total, trip, false))));
        return state;
    }

    void statements(const Block &list, States &states, std::vector<NodeRef> &out) {
        for (NodeRef s : list.body) {
            build_.span = s->span;
            auto *store = as<Store>(s);
            auto *inner = as<For>(s);
            if (store && count(*store, states, out))
                continue;
            if (inner && counts(*inner, states))
                inner_loop(*inner, states, out);
            else
                out.push_back(replaced(s, states));
        }
    }

    static const CountStep *step_of(const State &state, NodeRef statement) {
        for (const CountStep &s : *state.steps)
            if (s.store == statement || s.range.loop == statement)
                return &s;
        return nullptr;
    }
    static bool counts(const For &inner, const States &states) {
        return std::any_of(states.begin(), states.end(),
                           [&](const State &state) { return step_of(state, &inner); });
    }

    bool count(const Store &store, States &states, std::vector<NodeRef> &out) {
        for (State &state : states) {
            const CountStep *step =
                state.counter->cell == store.array ? step_of(state, &store) : nullptr;
            if (!step)
                continue;
            NodeRef by = in(work(*state.counter), step->by);
            bool two = state.value_inside != state.value;
            state.value = bound(name(*state.counter), combined(step->op, state.value, by), out);
            state.value_inside =
                two ? bound(name(*state.counter), combined(step->op, state.value_inside, by), out)
                    : state.value;
            state.first = nullptr;
            if (as<Var>(store.value))
                names_[store.value] = state.value;
            return true;
        }
        return false;
    }

    void inner_loop(const For &inner, States &states, std::vector<NodeRef> &out) {
        const InnerRange *range = nullptr;
        for (const State &state : states)
            if (const CountStep *step = step_of(state, &inner))
                range = &step->range;
        NodeRef lo = range->growth ? replaced(inner.lo, states) : range->lo;
        NodeRef hi = range->growth ? replaced(inner.hi, states) : range->hi;
        NodeRef trip = range->growth ? build_.range_length(lo, hi, inner.step) : inner_trip(*range);
        std::vector<NodeRef> body;
        NodeRef var = inner.var, place = nullptr, step = inner.step;
        if (range->step == 1) { // the same range, whose length is `trip` also where it is empty
            if (!range->growth)
                hi = trip == hi ? hi : plus(lo, trip);
            place = position_of(var, lo, 1);
        } else {
            place = var = build_.value_var(as<Var>(inner.var)->info->name, inner.var->type);
            body.push_back(build_.let(
                inner.var, plus(lo, build_.binary(BinaryOp::mul, var, build_.i64(range->step)))));
            lo = build_.i64(0), hi = trip, step = build_.i64(1);
        }
        States inside = states;
        for (State &state : inside)
            enter(state, inner, place, body);
        statements(*as<Block>(inner.body), inside, body);
        build_.span = inner.span;
        out.push_back(build_.for_loop(var, lo, hi, step, inner.kind,
                                      inner.clauses ? *inner.clauses : Clauses{},
                                      build_.block(body)));
        for (State &state : states)
            leave(state, inner, trip, out);
    }

    // From the list that contains `inner` to the body of `inner`.
    void enter(State &state, const For &inner, NodeRef place, std::vector<NodeRef> &body) {
        const CountStep *step = step_of(state, &inner);
        state.first = step ? state.first : nullptr;
        if (!step)
            return;
        DType d = work(*state.counter);
        bool alone = state.first && state.steps->size() == 1;
        if (alone)
            place = plus(times(state.position, inner_trip(step->range)), place);
        else
            state.first = step->range.growth ? state.value_inside : state.value;
        state.position = place;
        state.steps = &step->inside;
        NodeRef per = per_iteration(step->inside, d);
        state.value =
            bound(name(*state.counter), plus(state.first, times(in(d, place), per)), body);
        state.value_inside = state.value;
    }

    // Behind `inner`.
    void leave(State &state, const For &inner, NodeRef trip, std::vector<NodeRef> &out) {
        const CountStep *step = step_of(state, &inner);
        if (!step)
            return;
        DType d = work(*state.counter);
        NodeRef added = times(in(d, trip), per_iteration(step->inside, d));
        bool two = state.value_inside != state.value;
        state.value = bound(name(*state.counter), plus(state.value, added), out);
        state.value_inside =
            two ? bound(name(*state.counter), plus(state.value_inside, added), out) : state.value;
        state.first = nullptr;
    }

    NodeRef replaced(NodeRef n, const States &states) {
        if (auto *cast = as<Cast>(n); cast && wide_ && n->type.dtype == DType::i64)
            if (NodeRef value = counted(cast->x, states))
                return value;
        if (n->op == Op::Load)
            if (NodeRef value = counted(n, states))
                return in(n->type.dtype, value);
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        return build_.map_children(n, [&](NodeRef c) { return replaced(c, states); });
    }
    // What a read of a counter, or a name bound to its value, stands for.
    NodeRef counted(NodeRef n, const States &states) const {
        if (auto it = names_.find(n); it != names_.end())
            return it->second;
        if (auto *load = as<Load>(n))
            for (const State &state : states)
                if (load->array == state.counter->cell)
                    return state.value;
        return nullptr;
    }

    const For &loop_;
    const std::vector<Counter> &counters_;
    bool wide_;
    std::vector<NodeRef> front_;
    std::map<NodeRef, NodeRef> trips_; // by the loop inside
    std::map<NodeRef, NodeRef> names_; // of values behind a step
};

class Rewriter {
  public:
    Rewriter(Builder &build, const Func *func) : build_(build), function_(func) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        auto *loop = as<For>(n);
        if (loop && loop->kind == ForKind::parallel) {
            std::vector<Counter> counters = find_counters(*loop, function_, build_);
            if (!counters.empty())
                return without(*loop, counters);
        }
        return build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
    }

  private:
    NodeRef without(const For &loop, const std::vector<Counter> &counters) {
        bool versions = address_elements(loop, counters, function_) && wraps_testable(counters);
        auto made = [&](bool wide, bool original) {
            NodeRef block = LoopRewriter(build_, loop, counters, wide).run(original);
            return original ? build_.clone(block) : block;
        };
        if (!versions)
            return made(false, false);
        build_.span = loop.span;
        NodeRef test = never_wrap(loop, counters, build_);
        NodeRef wide = made(true, false);
        NodeRef wrapping = made(false, true);
        build_.span = loop.span;
        return build_.choose_copy(test, wide, wrapping);
    }

    Builder &build_;
    FunctionScope function_;
};

} // namespace

const Func *rewrite_inductions(const Func *func, Builder &build) {
    // A loop inside may have counters of its own, in what the loop around it has become.
    for (NodeRef body = func->body;;) {
        NodeRef next = Rewriter(build, func).rewrite(body);
        if (next == body)
            return func;
        func = build.with_body(func, body = next);
    }
}

} // namespace pragmac
