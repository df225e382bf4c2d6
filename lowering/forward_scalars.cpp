// Forward substitution of stored scalars along structured control flow, then dead cells go.
//
// Legal because a structured statement list dominates what follows it: after `store c = e` every
// later statement of the same block, and everything nested in it, sees e until a statement that
// stores c. A loop body that stores c forgets it before the body (the next iteration sees the
// store) and after the loop; an `if` forgets what either arm stores. Jumps only skip statements.
#include "forward_scalars.h"

#include "fields.h"
#include "mutants.h"
#include "spell_value.h"
#include "values.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace pragmac {
namespace {

using Cells = std::unordered_set<NodeRef>;

bool is_cell(NodeRef n) {
    auto *v = as<Var>(n);
    return v && v->info->role == VarRole::cell;
}

Cells stored_cells(NodeRef n) {
    Cells cells;
    walk(n, [&](NodeRef m) {
        if (auto *s = as<Store>(m); s && is_cell(s->array))
            cells.insert(s->array);
        if (auto *u = as<Update>(m); u && is_cell(u->array))
            cells.insert(u->array);
    });
    return cells;
}

class Forwarding {
  public:
    explicit Forwarding(Builder &build) : build_(build) {}

    NodeRef block(const Block &b) {
        std::vector<NodeRef> out;
        for (NodeRef s : b.body)
            statement(s, out);
        build_.span = b.span;
        return build_.block(out);
    }

  private:
    using Known = std::unordered_map<NodeRef, NodeRef>;

    void statement(NodeRef n, std::vector<NodeRef> &out) {
        build_.span = n->span;
        if (auto *b = as<Block>(n))
            return splice(*b, out);
        if (auto *a = as<Alloc>(n); a && is_cell(a->var)) {
            NodeRef kept = build_.map_children(n, [&](NodeRef c) { return expression(c); });
            out.push_back(kept);
            remember(a->var, as<Alloc>(kept)->init);
            return;
        }
        if (auto *l = as<Let>(n))
            return let(*l, out);
        if (auto *s = as<Store>(n); s && is_cell(s->array))
            return store(*s, out);
        if (auto *i = as<If>(n))
            return conditional(*i, out);
        if (n->op == Op::For || n->op == Op::While || n->op == Op::Inline)
            return nested(n, out);
        out.push_back(build_.map_children(n, [&](NodeRef c) { return expression(c); }));
        if (auto *u = as<Update>(n))
            known_.erase(u->array);
    }

    // A block that is a statement joins the list around it, so that its lets stay in scope.
    void splice(const Block &b, std::vector<NodeRef> &out) {
        for (NodeRef s : b.body)
            statement(s, out);
    }

    // A let of a leaf is another name for it.
    void let(const Let &l, std::vector<NodeRef> &out) {
        NodeRef value = expression(l.value);
        if (value->op == Op::Const || value->op == Op::Var)
            known_values_[l.var] = value;
        else
            out.push_back(build_.let(l.var, value));
    }

    void store(const Store &s, std::vector<NodeRef> &out) {
        NodeRef value = expression(s.value);
        if (value->op != Op::Const && value->op != Op::Var) {
            NodeRef var = build_.value_var(as<Var>(s.array)->info->name, value->type);
            out.push_back(build_.let(var, value));
            value = var;
        }
        out.push_back(build_.store(s.array, {}, value));
        known_[s.array] = value;
    }
    void remember(NodeRef cell, NodeRef value) {
        if (value && (value->op == Op::Const || value->op == Op::Var))
            known_[cell] = value;
    }

    void conditional(const If &n, std::vector<NodeRef> &out) {
        NodeRef cond = expression(n.cond);
        if (auto *c = as<Const>(cond)) {
            return splice(*as<Block>(c->bits.lo ? n.then : n.otherwise), out);
        }
        Span span = build_.span;
        Cells stored = stored_cells(&n), in_then = stored_cells(n.then);
        Known before = known_of(in_then);
        NodeRef then = block(*as<Block>(n.then));
        Known one = known_of(stored);
        forget(in_then);
        known_.insert(before.begin(), before.end());
        NodeRef otherwise = block(*as<Block>(n.otherwise));
        Known other = known_of(stored);
        forget(mutant(Mutant::if_join_kept) ? in_then : stored);
        build_.span = span;
        NodeRef made = build_.if_then(cond, then, otherwise);
        out.push_back(made);
        if (!stored.empty() && total(cond))
            choices(*as<If>(made), stored, one, other, out);
    }

    // ---- what the arms of an `if` leave ----------------------------------------------------

    // An integer that both arms know, from what is known in front of them, is a choice between two
    // values: subscripts then have a form that proofs can look into.
    void choices(const If &n, const Cells &stored, const Known &then, const Known &otherwise,
                 std::vector<NodeRef> &out) {
        auto lets = bound_in(n.then), others = bound_in(n.otherwise);
        for (NodeRef cell : in_order(&n, stored)) {
            auto a = then.find(cell), b = otherwise.find(cell);
            if (a == then.end() || b == otherwise.end() || lets.count(cell) || others.count(cell))
                continue;
            NodeRef yes = spelt(a->second, lets, build_), no = spelt(b->second, others, build_);
            if (!yes || !no || !is_integer(yes->type.dtype) || !total(yes) || !total(no))
                continue;
            NodeRef var = build_.value_var(as<Var>(cell)->info->name, yes->type);
            if (mutant(Mutant::if_choice_inverted))
                std::swap(yes, no);
            out.push_back(build_.let(var, build_.select(n.cond, yes, no)));
            known_[cell] = var;
        }
    }

    // A loop forgets first: its body may run after itself. An inline body runs once, but `leave`
    // can skip its stores, so what it stores is unknown after it.
    void nested(NodeRef n, std::vector<NodeRef> &out) {
        Cells stored = stored_cells(n);
        if (n->op == Op::While &&
            !mutant(Mutant::while_condition_stale)) // its condition runs after the body too; a
                                                    // `for`'s bounds do not
            forget(stored);
        Span span = build_.span;
        NodeRef mapped = build_.map_children(n, [&](NodeRef child) {
            auto *body = as<Block>(child);
            if (!body)
                return expression(child);
            if (n->op == Op::For && !mutant(Mutant::loop_stores_kept))
                forget(stored);
            return block(*body);
        });
        build_.span = span;
        out.push_back(mapped);
        Known after = known_of(stored);
        forget(stored);
        if (auto *call = as<Inline>(mapped); call && leaves_at_its_end(*call))
            results(*call, stored, after, out);
    }

    // ---- what a called function returns ----------------------------------------------------

    static bool leaves_at_its_end(const Inline &call) {
        auto *body = as<Block>(call.body);
        return !body->body.empty() && as<Jump>(body->body.back()) && leaves_of(body) == 1;
    }
    // Calls inside have their own.
    static int leaves_of(NodeRef n) {
        auto *jump = as<Jump>(n);
        int leaves = n->op == Op::Return || (jump && jump->kind == JumpKind::leave);
        for_each_child(n, [&](NodeRef child) {
            leaves += child->type == no_type && child->op != Op::Inline ? leaves_of(child) : 0;
        });
        return leaves;
    }

    // A result that is arithmetic on values from outside is bound again behind the call.
    void results(const Inline &call, const Cells &stored, const Known &after,
                 std::vector<NodeRef> &out) {
        auto lets = bound_in(call.body);
        for (NodeRef cell : in_order(call.body, stored)) {
            auto it = after.find(cell);
            NodeRef value =
                it == after.end() || lets.count(cell) ? nullptr : spelt(it->second, lets, build_);
            if (!value)
                continue;
            if (value->op != Op::Const && value->op != Op::Var) {
                NodeRef var = build_.value_var(as<Var>(cell)->info->name, value->type);
                out.push_back(build_.let(var, value));
                value = var;
            }
            known_[cell] = value;
        }
    }
    // Addresses differ from run to run, code must not.
    static std::vector<NodeRef> in_order(NodeRef body, const Cells &stored) {
        std::vector<NodeRef> cells;
        walk(body, [&](NodeRef n) {
            auto *s = as<Store>(n);
            if (s && stored.count(s->array) &&
                std::find(cells.begin(), cells.end(), s->array) == cells.end())
                cells.push_back(s->array);
        });
        return cells;
    }

    // Nothing else that is known changes where only these cells are stored.
    Known known_of(const Cells &cells) const {
        Known known;
        for (NodeRef c : cells)
            if (auto it = known_.find(c); it != known_.end())
                known.insert(*it);
        return known;
    }
    void forget(const Cells &cells) {
        for (NodeRef c : cells)
            known_.erase(c);
    }

    NodeRef expression(NodeRef n) {
        if (n->op == Op::Var) {
            auto it = known_values_.find(n);
            return it == known_values_.end() ? n : it->second;
        }
        if (n->op == Op::Const)
            return n;
        if (auto *l = as<Load>(n); l && is_cell(l->array)) {
            auto it = known_.find(l->array);
            return it == known_.end() ? n : it->second;
        }
        return converted(build_.map_children(n, [&](NodeRef child) { return expression(child); }));
    }

    // A known integer of another dtype is a known integer.
    NodeRef converted(NodeRef n) {
        auto *cast = as<Cast>(n);
        auto *known = cast ? as<Const>(cast->x) : nullptr;
        DType from = known ? cast->x->type.dtype : DType::none, to = n->type.dtype;
        bool integers = is_integer(from) && is_integer(to);
        if (!integers || (cast->mode != CastMode::wrap && !fits_value(from, known->bits, to)))
            return n;
        return build_.constant(n->type, cast_value(from, known->bits, to));
    }

    Builder &build_;
    Known known_; // cells: what a load gives here
    Known known_values_; // lets of leaves
};

// Drops cells without loads, with their stores. A fetch whose value nobody uses is an update.
class DeadCells {
  public:
    DeadCells(Builder &build, NodeRef root) : build_(build) {
        walk(root, [&](NodeRef n) {
            if (auto *l = as<Load>(n); l && is_cell(l->array))
                read_.insert(l->array);
            if (auto *u = as<Update>(n); u && is_cell(u->array))
                read_.insert(u->array);
        });
        walk(root, [&](NodeRef n) {
            for_each_child(n, [&](NodeRef child) {
                if (child != declared_variable(n) && !dead(n))
                    used_.insert(child);
            });
        });
    }

    NodeRef rewrite(NodeRef n) {
        if (auto *b = as<Block>(n)) {
            std::vector<NodeRef> out;
            bool changed = false;
            for (NodeRef s : b->body) {
                if (dead(s)) {
                    changed = true;
                    continue;
                }
                out.push_back(rewrite(s));
                changed |= out.back() != s;
            }
            build_.span = n->span;
            return changed ? build_.block(out) : n;
        }
        if (n->type.dtype != DType::none)
            return n;
        if (auto *f = as<FetchUpdate>(n); f && !used_.count(f->var)) {
            build_.span = n->span;
            return build_.update(f->array, {f->indices.begin(), f->indices.end()}, f->op, f->value,
                                 UpdateOrder::atomic);
        }
        return build_.map_children(n, [&](NodeRef child) { return rewrite(child); });
    }

  private:
    bool dead(NodeRef n) const {
        if (auto *s = as<Store>(n))
            return is_cell(s->array) && !read_.count(s->array);
        if (auto *a = as<Alloc>(n))
            return is_cell(a->var) && !read_.count(a->var);
        return false;
    }

    Builder &build_;
    Cells read_;
    std::unordered_set<NodeRef> used_; // operands of anything
};

} // namespace

const Func *forward_scalars(const Func *func, Builder &build) {
    auto rebuild = [&](NodeRef body) { return build.with_body(func, body); };
    const Func *forwarded = rebuild(Forwarding(build).block(*as<Block>(func->body)));
    return rebuild(DeadCells(build, forwarded).rewrite(forwarded->body));
}

} // namespace pragmac
