// One store at a time: its loads, then the loop without them.
#include "carry_elements.h"

#include "fields.h"
#include "loop_facts.h"
#include "loop_scope.h"
#include "mutants.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace pragmac {
namespace {

// Loads that are evaluated whenever the expression is.
template <class F> void each_certain_load(NodeRef n, F &&f) {
    if (auto *load = as<Load>(n); load && load->array->type.array)
        f(*load);
    if (auto *lazy = as<Lazy>(n))
        return each_certain_load(lazy->cond, f);
    for_each_child(n, [&](NodeRef child) { each_certain_load(child, f); });
}

class Carrying {
  public:
    Carrying(const For &loop, const FunctionScope &function, LoopFacts facts, Builder &build)
        : loop_(loop), function_(function), facts_(std::move(facts)), build_(build) {
        inside_.insert(loop.var);
        walk(loop.body, [&](NodeRef n) {
            if (NodeRef var = declared_variable(n))
                inside_.insert(var);
            if (NodeRef written = written_variable(n); written && written->type.array)
                stores_.push_back({function_.array_root(written), n});
        });
        facts_.enter_loop(loop);
        facts_.modular = true;
    }

    // The loop with what stands in front of it, or nothing.
    struct Carried {
        std::vector<NodeRef> before;
        const For *loop = nullptr;
    };
    Carried run() {
        auto *body = as<Block>(loop_.body);
        int64_t step = 0;
        bool shares_itself = function_.func()->overlap > 1; // equal elements with unequal indices
        if (!body || shares_itself || loop_.kind != ForKind::serial ||
            !constant_i64(loop_.step, step))
            return {};
        for (NodeRef s : body->body)
            if (auto *let = as<Let>(s))
                facts_.enter_let(*let);
        for (NodeRef s : body->body) {
            auto *store = as<Store>(s);
            if (store && store->array->type.array && alone(*store))
                if (Carried found = carried(*body, *store, step); found.loop)
                    return found;
            if (may_end_block(s))
                return {};
        }
        return {};
    }

  private:
    // The only statement of the loop that reaches the array.
    bool alone(const Store &store) const {
        NodeRef root = function_.array_root(store.array);
        auto parameter = [&](NodeRef array) { return !function_.declaration(array); };
        return std::none_of(stores_.begin(), stores_.end(), [&](const auto &other) {
            bool same_memory = other.first == root || (function_.func()->overlap &&
                                                       parameter(root) && parameter(other.first));
            return same_memory && other.second != &store;
        });
    }

    Carried carried(const Block &body, const Store &store, int64_t step) {
        const Load *certain = nullptr; // of every iteration, the first one too
        for (NodeRef s : body.body) {
            if (may_end_block(s))
                break;
            if (s->op == Op::Let || s->op == Op::Store)
                each_certain_load(s, [&](const Load &load) {
                    if (of_iteration_before(load, store, step))
                        certain = &load;
                });
        }
        if (!certain)
            return {};
        std::vector<NodeRef> loads;
        walk(loop_.body, [&](NodeRef n) {
            if (auto *load = as<Load>(n); load && of_iteration_before(*load, store, step))
                loads.push_back(n);
        });
        std::optional<std::vector<NodeRef>> place = place_at_entry(*certain);
        return place ? rewritten(body, store, loads, *place) : Carried{};
    }

    // Whether an iteration's load has the subscripts that the store had in the iteration before.
    bool of_iteration_before(const Load &load, const Store &store, int64_t step) {
        if (load.array != store.array)
            return false;
        bool moves = false;
        for (size_t axis = 0; axis < store.indices.size(); axis++) {
            auto now = facts_.affine(store.indices[axis]), then = facts_.affine(load.indices[axis]);
            auto apart = now && then ? combine(*now, -1, *then) : std::nullopt;
            if (!apart || !apart->terms.empty())
                return false;
            auto term = now->terms.find(loop_.var);
            int64_t factor = term == now->terms.end() ? 0 : term->second;
            if (apart->constant != factor * step)
                return false;
            moves |= factor != 0;
        }
        return moves;
    }

    // The load's subscripts in the first iteration; nothing where they need what is not known
    // there.
    std::optional<std::vector<NodeRef>> place_at_entry(const Load &load) {
        std::vector<NodeRef> place;
        build_.span = load.span;
        for (NodeRef index : load.indices) {
            auto form = facts_.affine(index);
            if (!form)
                return std::nullopt;
            NodeRef sum = build_.i64(form->constant);
            for (NodeRef leaf : facts_.leaves(*form)) {
                NodeRef value = leaf == loop_.var ? loop_.lo : leaf;
                if (uses_inside(value))
                    return std::nullopt;
                NodeRef scaled =
                    build_.binary(BinaryOp::mul, build_.i64(form->terms.at(leaf)), value);
                sum = build_.binary(BinaryOp::add, sum, scaled);
            }
            place.push_back(sum);
        }
        return place;
    }
    bool uses_inside(NodeRef n) const {
        bool found = false;
        walk(n, [&](NodeRef m) { found |= inside_.count(m) != 0; });
        return found;
    }

    Carried rewritten(const Block &body, const Store &store, const std::vector<NodeRef> &loads,
                      const std::vector<NodeRef> &place) {
        build_.span = store.span;
        Type type = scalar(store.array->type.dtype);
        NodeRef cell = build_.cell_var("carried", type), before = build_.value_var("before", type);
        NodeRef trip = build_.range_length(loop_.lo, loop_.hi, loop_.step);
        NodeRef runs = build_.compare(CompareOp::gt, trip, build_.i64(0));
        NodeRef first =
            build_.lazy(runs, build_.load(store.array, place), build_.constant(type, {}));
        auto with_before = [&](auto &self, NodeRef n) -> NodeRef {
            if (std::find(loads.begin(), loads.end(), n) != loads.end())
                return before;
            if (n->op == Op::Var || n->op == Op::Const)
                return n;
            return build_.map_children(n, [&](NodeRef c) { return self(self, c); });
        };
        std::vector<NodeRef> statements{build_.let(before, build_.load(cell))};
        for (NodeRef s : body.body) {
            NodeRef mapped = with_before(with_before, s);
            if (s != &store) {
                statements.push_back(mapped);
                continue;
            }
            build_.span = store.span;
            NodeRef value = build_.value_var("stored", type);
            NodeList indices = as<Store>(mapped)->indices;
            statements.push_back(build_.let(value, as<Store>(mapped)->value));
            statements.push_back(
                build_.store(store.array, {indices.begin(), indices.end()}, value));
            if (!mutant(Mutant::carried_element_stays))
                statements.push_back(build_.store(cell, {}, value));
        }
        build_.span = loop_.span;
        const Clauses none;
        NodeRef loop =
            build_.for_loop(loop_.var, loop_.lo, loop_.hi, loop_.step, loop_.kind,
                            loop_.clauses ? *loop_.clauses : none, build_.block(statements));
        return {{build_.alloc_cell(cell), build_.store(cell, {}, first)}, as<For>(loop)};
    }

    const For &loop_;
    const FunctionScope &function_;
    LoopFacts facts_;
    Builder &build_;
    std::unordered_set<NodeRef> inside_;
    std::vector<std::pair<NodeRef, NodeRef>> stores_; // roots, and what writes them
};

class Rewriter {
  public:
    Rewriter(const Func *func, Builder &build) : function_(func), build_(build) {}

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        if (auto *let = as<Let>(n))
            facts_.enter_let(*let);
        auto *loop = as<For>(n);
        if (!loop)
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        if (!holds_loop(loop->body))
            return innermost(*loop);
        facts_.enter_loop(*loop);
        return build_.map_children(n, [&](NodeRef child) { return statement(child); });
    }

  private:
    NodeRef innermost(const For &given) {
        std::vector<NodeRef> out;
        const For *loop = &given;
        while (true) {
            auto found = Carrying(*loop, function_, facts_, build_).run();
            if (!found.loop)
                break;
            loop = found.loop;
            out.insert(out.end(), found.before.begin(), found.before.end());
        }
        out.push_back(loop);
        return out.size() == 1 ? loop : build_.block(out);
    }

    FunctionScope function_;
    Builder &build_;
    LoopFacts facts_;
};

} // namespace

const Func *carry_elements(const Func *func, Builder &build) {
    return build.with_body(func, Rewriter(func, build).statement(func->body));
}

} // namespace pragmac
