// Finds counters in the statement list of a parallel loop and replaces their reads.
#include "rewrite_inductions.h"

#include "fields.h"
#include "reduction_pattern.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace pragmac {
namespace {

// One `k = k + c` or `k = k - c` in the loop's own statement list.
struct Count {
    const Store *store = nullptr;
    BinaryOp op = BinaryOp::add;
    NodeRef step = nullptr; // computed from what is known in front of the loop
};

struct Counter {
    NodeRef cell = nullptr;
    std::vector<Count> counts; // in the order of the statements
};

// Whether n may end an iteration before its last statement.
bool ends_iteration(NodeRef n) {
    if (n->op == Op::Jump)
        return true;
    if (n->op == Op::For || n->op == Op::While || n->op == Op::Inline)
        return false; // jumps inside stay inside
    bool found = false;
    for_each_child(n, [&](NodeRef child) { found = found || ends_iteration(child); });
    return found;
}

class Counters {
  public:
    Counters(const For &loop, const FunctionScope &function, Builder &build)
        : loop_(loop), scope_(function, &loop), build_(build) {}

    std::vector<Counter> find() {
        std::vector<Counter> found;
        for (NodeRef s : as<Block>(loop_.body)->body) {
            if (ends_iteration(s))
                break;
            auto count = as<Store>(s) ? count_of(*as<Store>(s)) : std::nullopt;
            if (!count)
                continue;
            auto same = std::find_if(found.begin(), found.end(), [&](const Counter &c) {
                return c.cell == count->store->array;
            });
            if (same == found.end())
                same = found.insert(same, Counter{count->store->array, {}});
            same->counts.push_back(*count);
        }
        std::erase_if(found, [&](const Counter &c) { return changes(c.cell) != c.counts.size(); });
        return found;
    }

  private:
    size_t changes(NodeRef cell) const {
        size_t number = 0;
        walk(loop_.body, [&](NodeRef n) {
            auto *store = as<Store>(n);
            auto *update = as<Update>(n);
            number += (store && store->array == cell) || (update && update->array == cell);
        });
        return number;
    }
    NodeRef behind(NodeRef n) const {
        while (auto *let = as<Let>(scope_.function().declaration(n))) {
            if (!scope_.declared_inside(n))
                break;
            n = let->value;
        }
        return n;
    }
    // The same value without the names that only the body knows.
    NodeRef in_front(NodeRef n) {
        n = behind(n);
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        return build_.map_children(n, [&](NodeRef child) { return in_front(child); });
    }
    std::optional<Count> count_of(const Store &store) {
        NodeRef cell = store.array;
        if (!is_cell(cell) || cell->type.dtype != DType::i64 || scope_.declared_inside(cell))
            return std::nullopt;
        auto *sum = as<Binary>(behind(store.value));
        if (!sum || (sum->op != BinaryOp::add && sum->op != BinaryOp::sub))
            return std::nullopt;
        auto *old = as<Load>(behind(sum->a));
        // One that is not read is a reduction, which needs no rewriting.
        bool counts = old && old->array == cell && scope_.invariant(sum->b) &&
                      scope_.available_at_entry(sum->b) && !reduction_of(cell, scope_);
        return counts ? std::optional(Count{&store, sum->op, in_front(sum->b)}) : std::nullopt;
    }
    const For &loop_;
    LoopScope scope_;
    Builder &build_;
};

class Rewriter {
  public:
    Rewriter(Builder &build, const Func *func) : build_(build), function_(func) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        auto *loop = as<For>(n);
        if (loop && loop->kind == ForKind::parallel) {
            std::vector<Counter> counters = Counters(*loop, function_, build_).find();
            if (!counters.empty())
                return without(*loop, counters);
        }
        return build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
    }

  private:
    NodeRef plus(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::add, a, b); }
    NodeRef times(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::mul, a, b); }

    // How many iterations came before.
    NodeRef position_of(const For &loop) {
        int64_t lo = 1, step = 0;
        NodeRef way = constant_i64(loop.lo, lo) && lo == 0
                          ? loop.var
                          : build_.binary(BinaryOp::sub, loop.var, loop.lo);
        if (constant_i64(loop.step, step) && step == 1)
            return way;
        return build_.binary(BinaryOp::floor_div, way, loop.step);
    }

    NodeRef without(const For &loop, const std::vector<Counter> &counters) {
        build_.span = loop.span;
        NodeRef position = position_of(loop);
        NodeRef trip = build_.range_length(loop.lo, loop.hi, loop.step);
        std::vector<NodeRef> out, body, after;
        Substitution values;               // of the counters where the statement stands
        std::map<NodeRef, NodeRef> counted; // by the store that is replaced: the value after it
        for (const Counter &c : counters) {
            std::string name(as<Var>(c.cell)->info->name);
            NodeRef first = build_.value_var(name + "_first", c.cell->type);
            NodeRef total = step_of(c);
            out.push_back(build_.let(first, build_.load(c.cell)));
            NodeRef value = build_.value_var(name, c.cell->type);
            body.push_back(build_.let(value, plus(first, times(position, total))));
            values.emplace_back(c.cell, value);
            for (const Count &count : c.counts) {
                NodeRef later = build_.value_var(name, c.cell->type);
                body.push_back(build_.let(later, build_.binary(count.op, value, count.step)));
                counted[count.store] = value = later;
            }
            after.push_back(build_.store(c.cell, {}, plus(first, times(trip, total))));
        }
        for (NodeRef s : as<Block>(loop.body)->body) {
            auto later = counted.find(s);
            if (later == counted.end())
                body.push_back(replaced(s, values));
            else
                for (auto &[cell, value] : values)
                    if (cell == as<Store>(s)->array)
                        value = later->second;
        }
        build_.span = loop.span;
        out.push_back(build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, loop.kind,
                                      loop.clauses ? *loop.clauses : Clauses{},
                                      build_.block(body)));
        out.insert(out.end(), after.begin(), after.end());
        return build_.block(out);
    }

    // By how much one iteration changes the counter.
    NodeRef step_of(const Counter &counter) {
        NodeRef total = nullptr;
        for (const Count &count : counter.counts) {
            bool down = count.op == BinaryOp::sub;
            if (total || down)
                total = build_.binary(count.op, total ? total : build_.i64(0), count.step);
            else
                total = count.step;
        }
        return total;
    }

    NodeRef replaced(NodeRef n, const Substitution &values) {
        if (auto *load = as<Load>(n))
            for (const auto &[cell, value] : values)
                if (load->array == cell)
                    return value;
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        return build_.map_children(n, [&](NodeRef c) { return replaced(c, values); });
    }

    Builder &build_;
    FunctionScope function_;
};

} // namespace

const Func *rewrite_inductions(const Func *func, Builder &build) {
    NodeRef body = Rewriter(build, func).rewrite(func->body);
    return build.with_body(func, body);
}

} // namespace pragmac
