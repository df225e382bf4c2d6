// Walks the statement lists in which each store to a cell stands.
#include "find_counters.h"

#include "fields.h"
#include "reduction_pattern.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace pragmac {
namespace {

bool stores_to(NodeRef n, NodeRef cell) {
    bool found = written_variable(n) == cell;
    for_each_child(n,
                   [&](NodeRef c) { found = found || (c->type == no_type && stores_to(c, cell)); });
    return found;
}

// Ways in which a statement may end the iteration around it before its last statement.
struct Ends {
    bool iteration = false; // anyhow
    bool loop = false;      // and with it the loop
};
void find_ends(NodeRef n, bool in_loop, bool in_call, Ends &ends) {
    if (auto *jump = as<Jump>(n)) {
        bool stays = jump->kind == JumpKind::leave ? in_call : in_loop;
        ends.iteration |= !stays;
        ends.loop |= !stays && jump->kind != JumpKind::loop_continue;
    }
    if (n->op == Op::Return)
        ends = {true, true};
    in_loop |= n->op == Op::For || n->op == Op::While;
    in_call |= n->op == Op::Inline;
    for_each_child(n, [&](NodeRef c) {
        if (c->type == no_type)
            find_ends(c, in_loop, in_call, ends);
    });
}

class CounterFinder {
  public:
    CounterFinder(const For &loop, const FunctionScope &function, Builder &build)
        : loop_(loop), scope_(function, &loop), build_(build) {}

    std::vector<Counter> run() {
        std::vector<NodeRef> cells;
        walk(loop_.body, [&](NodeRef n) {
            auto *store = as<Store>(n);
            if (store && may_count(store->array) &&
                std::find(cells.begin(), cells.end(), store->array) == cells.end())
                cells.push_back(store->array);
        });
        std::vector<Counter> found;
        for (NodeRef cell : cells) {
            cell_ = cell;
            // One that is not read is a reduction, which needs no rewriting.
            auto steps = steps_of(loop_, true);
            if (steps && !steps->empty() && !reduction_of(cell, scope_))
                found.push_back({cell, *steps});
        }
        return found;
    }

  private:
    bool may_count(NodeRef cell) const {
        return is_cell(cell) && is_integer(cell->type.dtype) && !scope_.declared_inside(cell);
    }

    // The steps of one iteration; nothing when the cell is changed in any other way.
    std::optional<std::vector<CountStep>> steps_of(const For &loop, bool outermost) {
        std::vector<CountStep> steps;
        std::unordered_set<NodeRef> names; // bound in this list since the cell last changed
        Ends ends;
        latest_ = nullptr;
        for (NodeRef s : as<Block>(loop.body)->body) {
            if (stores_to(s, cell_)) {
                auto step = ends.iteration ? std::nullopt : step_of(s, names, outermost);
                if (!step)
                    return std::nullopt;
                steps.push_back(*step);
                names.clear();
                latest_ = step->store ? step->store->value : nullptr;
            }
            if (auto *let = as<Let>(s))
                names.insert(let->var);
            find_ends(s, false, false, ends);
        }
        return ends.loop ? std::nullopt : std::optional(steps);
    }

    std::optional<CountStep> step_of(NodeRef s, const std::unordered_set<NodeRef> &names,
                                     bool outermost) {
        if (auto *store = as<Store>(s))
            return count(*store, names);
        auto *inner = as<For>(s);
        auto range = inner ? range_of(*inner, outermost) : std::nullopt;
        auto inside = range ? steps_of(*inner, false) : std::nullopt;
        if (!inside)
            return std::nullopt;
        return CountStep{.range = *range, .inside = *inside};
    }

    std::optional<CountStep> count(const Store &store, const std::unordered_set<NodeRef> &names) {
        // A name bound before the last step stands for an older value.
        auto behind_new = [&](NodeRef n) {
            for (const Let *let = nullptr; names.count(n); n = let->value)
                if (!(let = as<Let>(scope_.function().declaration(n))))
                    break;
            return n;
        };
        auto *sum = as<Binary>(behind_new(store.value));
        if (!sum || (sum->op != BinaryOp::add && sum->op != BinaryOp::sub))
            return std::nullopt;
        auto old = [&](NodeRef n) {
            auto *load = as<Load>(behind_new(n));
            return (load && load->array == cell_) || (latest_ && behind_new(n) == latest_);
        };
        bool swapped = sum->op == BinaryOp::add && !old(sum->a) && old(sum->b);
        NodeRef by = swapped ? sum->a : sum->b;
        if ((!swapped && !old(sum->a)) || !known_in_front(by))
            return std::nullopt;
        return CountStep{.store = &store, .op = sum->op, .by = in_front(by), .inside = {}};
    }

    bool known_in_front(NodeRef n) const {
        return scope_.invariant(n) && scope_.available_at_entry(n);
    }

    // The same value without the names that only the body knows; `first`: in the first iteration.
    NodeRef in_front(NodeRef n, bool first = false) {
        n = scope_.behind_names(n);
        if (first && n == loop_.var)
            return loop_.lo;
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        return build_.map_children(n, [&](NodeRef child) { return in_front(child, first); });
    }

    std::optional<InnerRange> range_of(const For &inner, bool outermost) {
        InnerRange range{.loop = &inner};
        if (!constant_i64(inner.step, range.step))
            return std::nullopt;
        if (known_in_front(inner.lo) && known_in_front(inner.hi)) {
            range.lo = in_front(inner.lo), range.hi = in_front(inner.hi);
            return range;
        }
        int64_t step = 0;
        auto lo = growth(inner.lo), hi = growth(inner.hi);
        bool counts_by_one = range.step == 1 && constant_i64(loop_.step, step) && step == 1;
        if (!outermost || !counts_by_one || !lo || !hi || (*hi - *lo != 1 && *hi - *lo != -1))
            return std::nullopt;
        range.growth = *hi - *lo;
        range.first =
            first_length(in_front(inner.lo, true), in_front(inner.hi, true), range.growth);
        return range;
    }

    // hi - lo; where that does not fit, something below every number of iterations. Of a range that
    // shrinks, what is below zero does not matter.
    NodeRef first_length(NodeRef lo, NodeRef hi, int growth) {
        int64_t first = 0, last = 0;
        bool from_zero = constant_i64(lo, first) && first == 0;
        if (constant_i64(lo, first) && constant_i64(hi, last) &&
            !__builtin_sub_overflow(last, first, &last))
            return build_.i64(growth < 0 ? std::max<int64_t>(last, 0) : last);
        if (growth < 0)
            hi = build_.binary(BinaryOp::py_max, hi, lo);
        if (from_zero)
            return hi;
        NodeRef length = build_.binary(BinaryOp::sub, hi, lo);
        if (growth < 0)
            return length;
        NodeRef fits = build_.compare(CompareOp::sub_fits, hi, lo);
        return build_.select(fits, length, build_.i64(INT64_MIN));
    }

    // By how much n grows from one iteration of the loop to the next: 0, 1 or -1.
    std::optional<int> growth(NodeRef n) const {
        n = scope_.behind_names(n);
        if (n == loop_.var)
            return 1;
        if (known_in_front(n))
            return 0;
        auto *sum = as<Binary>(n);
        if (!sum || (sum->op != BinaryOp::add && sum->op != BinaryOp::sub))
            return std::nullopt;
        auto a = growth(sum->a), b = growth(sum->b);
        if (!a || !b)
            return std::nullopt;
        int both = sum->op == BinaryOp::add ? *a + *b : *a - *b;
        return both >= -1 && both <= 1 ? std::optional(both) : std::nullopt;
    }

    const For &loop_;
    LoopScope scope_;
    Builder &build_;
    NodeRef cell_ = nullptr;
    NodeRef latest_ = nullptr; // what the last step of the list at hand has stored
};

} // namespace

std::vector<Counter> find_counters(const For &loop, const FunctionScope &function, Builder &build) {
    return CounterFinder(loop, function, build).run();
}

} // namespace pragmac
