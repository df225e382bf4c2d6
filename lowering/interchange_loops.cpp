// Innermost pairs first; a pair that has changed places is the inner loop of the next.
#include "interchange_loops.h"

#include "access_patterns.h"
#include "fields.h"
#include "lane_loops.h"
#include "loop_facts.h"
#include "loop_scope.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace pragmac {
namespace {

using Nodes = std::unordered_set<NodeRef>;

class Pair {
  public:
    Pair(const For &outer, const FunctionScope &function, LoopFacts facts, Builder &build)
        : outer_(outer), function_(function), facts_(std::move(facts)), build_(build) {}

    // The pair in its new order, or null.
    NodeRef run() { return find_parts() && one_place() && along_rows() ? exchanged() : nullptr; }

  private:
    // Names and then the inner loop; in that, names, cells, loops, and one store.
    bool find_parts() {
        std::vector<NodeRef> statements = statements_of(outer_.body);
        if (statements.empty() || outer_.kind != ForKind::serial)
            return false;
        inner_ = as<For>(statements.back());
        statements.pop_back();
        names_ = std::move(statements);
        if (!inner_ || inner_->kind != ForKind::serial ||
            !std::all_of(names_.begin(), names_.end(), [](NodeRef s) {
                return s->op == Op::Let && !as<Let>(s)->var->type.array;
            }))
            return false;
        differ_.insert(outer_.var);
        for (NodeRef let : names_)
            note(*as<Let>(let));
        body_ = statements_of(inner_->body);
        for (NodeRef s : body_)
            if (auto *let = as<Let>(s); let && !let->var->type.array)
                note(*let);
        return !uses_any(inner_->lo, differ_) && !uses_any(inner_->hi, differ_) && find_store();
    }
    // Everything known of a name, and whether it may differ between the outer loop's iterations.
    void note(const Let &let) {
        facts_.enter_let(let);
        bool reads = false;
        walk(let.value, [&](NodeRef n) { reads |= n->op == Op::Load; });
        if (reads || uses_any(let.value, differ_))
            differ_.insert(let.var);
    }

    bool find_store() {
        int stores = 0;
        bool ok = true;
        Nodes own; // cells of an iteration
        walk(inner_->body, [&](NodeRef n) {
            if (auto *alloc = as<Alloc>(n))
                own.insert(alloc->var);
        });
        walk(inner_->body, [&](NodeRef n) {
            switch (n->op) {
            case Op::Block:
            case Op::Let:
            case Op::For: return;
            case Op::If: ok &= is_guard(*as<If>(n)); return;
            case Op::Alloc: ok &= !as<Alloc>(n)->var->type.array; return;
            case Op::Store:
                if (as<Store>(n)->array->type.array)
                    stores++;
                else
                    ok &= own.count(as<Store>(n)->array) != 0;
                return;
            default: ok &= n->type != no_type;
            }
        });
        for (NodeRef s : body_) {
            auto *choice = as<If>(s);
            NodeRef inside = choice ? only_statement(choice->then) : s;
            auto *store = inside ? as<Store>(inside) : nullptr;
            if (!store || !store->array->type.array)
                continue;
            store_ = store;
            guard_ = choice ? choice->cond : nullptr;
        }
        return ok && stores == 1 && store_;
    }
    // A condition that is the same in all iterations of both loops.
    bool is_guard(const If &choice) const {
        auto *otherwise = as<Block>(choice.otherwise);
        Nodes inside = differ_;
        inside.insert(inner_->var);
        bool loads = false;
        walk(choice.cond, [&](NodeRef n) { loads |= n->op == Op::Load; });
        return otherwise && otherwise->body.empty() && !loads && !uses_any(choice.cond, inside) &&
               only_statement(choice.then);
    }
    static NodeRef only_statement(NodeRef n) {
        std::vector<NodeRef> statements = statements_of(n);
        return statements.size() == 1 ? statements[0] : nullptr;
    }

    // Whether the loops touch the stored array at one element per iteration of the inner one,
    // another one each time, and no other name reaches it.
    bool one_place() {
        facts_.modular = true;
        NodeRef root = function_.array_root(store_->array);
        bool shared = function_.func()->overlap && !function_.declaration(root);
        if (shared || uses_any_of(store_->indices))
            return false;
        bool moves = false;
        for (NodeRef index : store_->indices) {
            auto form = facts_.affine(index);
            if (!form)
                return false;
            moves |= form->terms.count(inner_->var) != 0;
        }
        bool same = true;
        walk(outer_.body, [&](NodeRef n) {
            auto *load = as<Load>(n);
            if (load && load->array->type.array && function_.array_root(load->array) == root)
                same = same && load->array == store_->array && same_place(*load);
        });
        return moves && (same || mutant(Mutant::pairs_exchanged_blindly));
    }
    bool uses_any_of(NodeList list) const {
        return std::any_of(list.begin(), list.end(),
                           [&](NodeRef n) { return uses_any(n, differ_); });
    }
    bool same_place(const Load &load) {
        for (size_t axis = 0; axis < store_->indices.size(); axis++) {
            auto a = facts_.affine(load.indices[axis]), b = facts_.affine(store_->indices[axis]);
            auto apart = a && b ? combine(*a, -1, *b) : std::nullopt;
            if (!apart || !apart->terms.empty() || apart->constant != 0)
                return false;
        }
        return true;
    }

    // Neighbouring iterations of the inner loop touch neighbouring elements, or the same ones.
    bool along_rows() const {
        auto axis_of = [&](NodeRef n) {
            return n == inner_->var ? std::optional<size_t>(0) : std::nullopt;
        };
        std::vector<AccessPattern> accesses = access_patterns(inner_->body, axis_of, 1);
        return std::all_of(accesses.begin(), accesses.end(), [](const AccessPattern &access) {
            return access.along[0] == Pattern::contiguous || access.along[0] == Pattern::uniform;
        });
    }

    NodeRef exchanged() {
        build_.span = outer_.span;
        Type type = scalar(store_->array->type.dtype);
        NodeRef cell = cell_of_element();
        bool has_cell = cell != nullptr;
        if (!has_cell)
            cell = build_.cell_var("kept", type);
        std::vector<NodeRef> place(store_->indices.begin(), store_->indices.end());
        std::vector<NodeRef> out, inside, before;
        for (NodeRef let : names_)
            (differ_.count(as<Let>(let)->var) ? inside : before).push_back(let);
        for (NodeRef s : body_) {
            auto *let = as<Let>(s);
            if (has_cell && (fills(s, cell) || holds_store(s)))
                continue;
            bool once = let && !differ_.count(let->var); // such as the store's subscripts
            (once ? out : inside).push_back(once ? s : with_cell(s, cell));
        }
        out.push_back(build_.alloc_cell(cell));
        out.push_back(build_.store(cell, {}, build_.load(store_->array, place)));
        build_.span = outer_.span;
        const Clauses none;
        out.push_back(build_.for_loop(outer_.var, outer_.lo, outer_.hi, outer_.step, outer_.kind,
                                      outer_.clauses ? *outer_.clauses : none,
                                      build_.block(inside)));
        NodeRef runs = build_.compare(
            CompareOp::gt, build_.range_length(outer_.lo, outer_.hi, outer_.step), build_.i64(0));
        if (guard_)
            runs = build_.binary(BinaryOp::bit_and, runs, guard_);
        build_.span = store_->span;
        out.push_back(build_.if_then(
            runs, build_.block({build_.store(store_->array, place, build_.load(cell))})));
        build_.span = inner_->span;
        before.push_back(build_.for_loop(inner_->var, inner_->lo, inner_->hi, inner_->step,
                                         inner_->kind, inner_->clauses ? *inner_->clauses : none,
                                         build_.block(out)));
        return before.size() == 1 ? before[0] : build_.block(before);
    }
    // The scalar that has the element in all loops inside: a pair inside has changed places, and
    // the scalar lives on through the iterations of this one.
    NodeRef cell_of_element() const {
        auto *stored = as<Load>(store_->value);
        if (!stored || stored->array->type.array)
            return nullptr;
        NodeRef cell = stored->array;
        int reads = 0, writes = 0, declared = 0, filled = 0;
        walk(inner_->body, [&](NodeRef n) {
            auto *load = as<Load>(n);
            reads += load && load->array == store_->array;
        });
        for (NodeRef s : body_) {
            auto *store = as<Store>(s);
            auto *from = store ? as<Load>(store->value) : nullptr;
            declared += s->op == Op::Alloc && fills(s, cell);
            writes += store && fills(s, cell);
            filled += from && fills(s, cell) && from->array == store_->array;
        }
        bool as_exchanged = reads == 1 && declared == 1 && writes == 1 && filled == 1;
        return as_exchanged && holds_store(body_.back()) ? cell : nullptr;
    }
    // Whether a statement declares the scalar or writes it, not in a loop inside.
    static bool fills(NodeRef s, NodeRef cell) {
        auto *alloc = as<Alloc>(s);
        return (alloc && alloc->var == cell) || written_variable(s) == cell;
    }
    bool holds_store(NodeRef s) const {
        auto *choice = as<If>(s);
        return s == store_ || (choice && only_statement(choice->then) == store_);
    }
    // The statement with the cell in the place of the element.
    NodeRef with_cell(NodeRef n, NodeRef cell) {
        if (auto *load = as<Load>(n); load && load->array == store_->array)
            return build_.load(cell);
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        if (n == store_) {
            build_.span = n->span;
            return build_.store(cell, {}, with_cell(store_->value, cell));
        }
        return build_.map_children(n, [&](NodeRef c) { return with_cell(c, cell); });
    }

    const For &outer_;
    const FunctionScope &function_;
    LoopFacts facts_;
    Builder &build_;
    const For *inner_ = nullptr;
    std::vector<NodeRef> names_, body_; // in front of the inner loop, and in it
    Nodes differ_; // names that may differ between iterations of the outer loop
    const Store *store_ = nullptr;
    NodeRef guard_ = nullptr;
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
        if (loop)
            facts_.enter_loop(*loop);
        NodeRef mapped = build_.map_children(n, [&](NodeRef child) { return statement(child); });
        if (!loop)
            return mapped;
        bool known = mapped != n || apart(*loop);
        NodeRef exchanged =
            known ? Pair(*as<For>(mapped), function_, facts_, build_).run() : nullptr;
        return exchanged ? exchanged : mapped;
    }

  private:
    // Whether the iterations of the loop inside may run side by side, without which it is better
    // where it is.
    bool apart(const For &outer) {
        std::vector<NodeRef> statements = statements_of(outer.body);
        auto *inner = statements.empty() ? nullptr : as<For>(statements.back());
        return inner && as_lane_loop(*inner, function_.func(), context_);
    }

    FunctionScope function_;
    Builder &build_;
    LoopFacts facts_;
    DependenceContext context_;
};

} // namespace

const Func *interchange_loops(const Func *func, Builder &build) {
    return build.with_body(func, Rewriter(func, build).statement(func->body));
}

} // namespace pragmac
