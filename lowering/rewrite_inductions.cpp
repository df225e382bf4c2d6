// Finds counters in the statement list of a parallel loop and replaces their reads.
#include "rewrite_inductions.h"

#include "fields.h"
#include "reduction_pattern.h"

#include <optional>
#include <utility>

namespace pragmac {
namespace {

struct Counter {
    NodeRef cell = nullptr;
    const Store *store = nullptr; // in the loop's own statement list
    NodeRef step = nullptr;
};

class Counters {
  public:
    Counters(const For &loop, const FunctionScope &function)
        : loop_(loop), scope_(function, &loop) {}

    std::vector<Counter> find() const {
        std::vector<Counter> found;
        bool jumps = false;
        walk(loop_.body, [&](NodeRef n) { jumps = jumps || n->op == Op::Jump; });
        if (jumps)
            return found;
        for (NodeRef s : as<Block>(loop_.body)->body)
            if (auto counter = as<Store>(s) ? counter_of(*as<Store>(s)) : std::nullopt)
                found.push_back(*counter);
        return found;
    }

  private:
    NodeRef behind(NodeRef n) const {
        while (auto *let = as<Let>(scope_.function().declaration(n))) {
            if (!scope_.declared_inside(n))
                break;
            n = let->value;
        }
        return n;
    }
    std::optional<Counter> counter_of(const Store &store) const {
        NodeRef cell = store.array;
        if (!is_cell(cell) || cell->type.dtype != DType::i64 || scope_.declared_inside(cell))
            return std::nullopt;
        int stores = 0;
        walk(loop_.body, [&](NodeRef n) {
            auto *other = as<Store>(n);
            auto *update = as<Update>(n);
            stores += (other && other->array == cell) || (update && update->array == cell);
        });
        auto *sum = as<Binary>(behind(store.value));
        if (stores != 1 || !sum || sum->op != BinaryOp::add)
            return std::nullopt;
        auto *old = as<Load>(behind(sum->a));
        // One that is not read is a reduction, which needs no rewriting.
        bool counts = old && old->array == cell && scope_.invariant(sum->b) &&
                      scope_.available_at_entry(sum->b) && !reduction_of(cell, scope_);
        return counts ? std::optional(Counter{cell, &store, sum->b}) : std::nullopt;
    }
    const For &loop_;
    LoopScope scope_;
};

class Rewriter {
  public:
    Rewriter(Builder &build, const Func *func) : build_(build), function_(func) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        auto *loop = as<For>(n);
        if (loop && loop->kind == ForKind::parallel) {
            std::vector<Counter> counters = Counters(*loop, function_).find();
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
        std::vector<NodeRef> out, start, body, after;
        Substitution now, next;
        for (const Counter &c : counters) {
            std::string name(as<Var>(c.cell)->info->name);
            NodeRef first = build_.value_var(name + "_first", c.cell->type);
            NodeRef value = build_.value_var(name, c.cell->type);
            NodeRef later = build_.value_var(name, c.cell->type);
            out.push_back(build_.let(first, build_.load(c.cell)));
            start.push_back(build_.let(value, plus(first, times(position, c.step))));
            start.push_back(build_.let(later, plus(value, c.step)));
            now.emplace_back(c.cell, value);
            next.emplace_back(c.cell, later);
            after.push_back(build_.store(c.cell, {}, plus(first, times(trip, c.step))));
        }
        body = start;
        Substitution values = now;
        for (NodeRef s : as<Block>(loop.body)->body) {
            bool removed = false;
            for (size_t i = 0; i < counters.size(); i++)
                if (s == counters[i].store) {
                    values[i] = next[i];
                    removed = true;
                }
            if (!removed)
                body.push_back(replaced(s, values));
        }
        build_.span = loop.span;
        out.push_back(build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, loop.kind,
                                      loop.clauses ? *loop.clauses : Clauses{},
                                      build_.block(body)));
        out.insert(out.end(), after.begin(), after.end());
        return build_.block(out);
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
