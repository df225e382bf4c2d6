// Slices the loop's body backwards: the needed names grow until nothing new is found.
#include "replay.h"

#include "cell_flow.h"
#include "fields.h"

#include <algorithm>

namespace pragmac {
namespace {

class Slicer {
  public:
    Slicer(const std::vector<NodeRef> &arrays, const LoopScope &scope)
        : arrays_(arrays), scope_(scope) {}

    std::optional<Replay> run() {
        size_t before = 0;
        do {
            before = result_.needed.size();
            keep(scope_.loop()->body);
        } while (!failed_ && result_.needed.size() != before);
        return failed_ ? std::nullopt : std::optional(std::move(result_));
    }

  private:
    bool kept_if(NodeRef n, bool yes) {
        if (yes)
            result_.kept.insert(n);
        return yes;
    }

    // Whether the statement belongs to the replay.
    bool keep(NodeRef n) {
        switch (n->op) {
        case Op::Block: {
            bool any = false;
            for (NodeRef s : as<Block>(n)->body)
                any = keep(s) || any;
            return kept_if(n, any);
        }
        case Op::Let: return value_of(n, as<Let>(n)->var, as<Let>(n)->value);
        case Op::Alloc: return allocation(*as<Alloc>(n));
        case Op::Store:
            return store(n, as<Store>(n)->array, as<Store>(n)->indices, as<Store>(n)->value);
        case Op::Update:
            failed_ |= target(as<Update>(n)->array) && as<Update>(n)->order != UpdateOrder::plain;
            return store(n, as<Update>(n)->array, as<Update>(n)->indices, as<Update>(n)->value);
        case Op::Check: return check(*as<Check>(n));
        case Op::If: return conditional(*as<If>(n));
        case Op::For: return loop(*as<For>(n));
        case Op::While: {
            bool any = mark(as<While>(n)->cond);
            any = keep(as<While>(n)->body) || any;
            failed_ |= any || leaves(n);
            return false;
        }
        case Op::Inline: return kept_if(n, keep(as<Inline>(n)->body) || leaves_early(n));
        case Op::FetchUpdate: failed_ |= target(as<FetchUpdate>(n)->array); [[fallthrough]];
        default: // nothing that reads the arrays can be left out
            for_each_child(n, [&](NodeRef c) { failed_ |= c->type != no_type && mark(c); });
            return false;
        }
    }

    bool value_of(NodeRef n, NodeRef var, NodeRef value) {
        bool any = mark(value), use = needed(var);
        if (use)
            require(value);
        return kept_if(n, any || use);
    }
    bool allocation(const Alloc &n) {
        if (n.init && needed(n.var))
            require(n.init);
        return kept_if(&n, needed(n.var));
    }
    bool store(NodeRef n, NodeRef array, NodeList indices, NodeRef value) {
        if (is_cell(array)) {
            failed_ |= needed(array) && (unsure_ > 0 || n->op == Op::Update);
            return value_of(n, array, value);
        }
        bool any = mark(value);
        for (NodeRef index : indices)
            any = mark(index) || any;
        if (!target(array))
            return kept_if(n, any);
        for (NodeRef index : indices)
            require(index);
        return kept_if(n, true);
    }
    bool check(const Check &n) {
        bool any = mark(n.cond), known = unsure_ == 0 && computable(n.cond);
        if (known) {
            require(n.cond);
            result_.tested.insert(&n);
        }
        return kept_if(&n, any || known);
    }
    bool conditional(const If &n) {
        bool any = mark(n.cond), known = computable(n.cond);
        unsure_ += !known;
        bool arms = keep(n.then);
        arms = keep(n.otherwise) || arms;
        unsure_ -= !known;
        bool jumps = has_jump(n.then) || has_jump(n.otherwise);
        if (known && (arms || jumps))
            require(n.cond);
        failed_ |= !known && jumps;
        if (!known)
            result_.open.insert(&n);
        return kept_if(&n, any || arms || jumps);
    }
    bool loop(const For &n) {
        bool any = mark(n.lo);
        any = mark(n.hi) || any;
        bool body = keep(n.body) || leaves(&n);
        if (body)
            require(n.lo), require(n.hi);
        return kept_if(&n, any || body);
    }

    // ---- jumps -----------------------------------------------------------------------------

    static bool has_jump(NodeRef n) {
        bool found = false;
        walk(n, [&](NodeRef m) { found = found || m->op == Op::Jump || m->op == Op::Return; });
        return found;
    }
    // A jump to the end of a function that n lies in.
    static bool leaves(NodeRef n) {
        bool found = n->op == Op::Return || (as<Jump>(n) && as<Jump>(n)->kind == JumpKind::leave);
        if (n->op != Op::Inline)
            for_each_child(n,
                           [&](NodeRef c) { found = found || (c->type == no_type && leaves(c)); });
        return found;
    }
    // The only jump that needs no keeping is the one at the end.
    static bool leaves_early(NodeRef n) {
        auto *body = as<Block>(as<Inline>(n)->body);
        bool found = false;
        for (NodeRef s : body->body)
            found = found || (s != body->body.back() && leaves(s)) ||
                    (s == body->body.back() && s->op != Op::Jump && leaves(s));
        return found;
    }

    // ---- expressions -----------------------------------------------------------------------

    bool needed(NodeRef var) const { return result_.needed.count(var) != 0; }
    bool target(NodeRef array) const {
        NodeRef root = scope_.function().array_root(array);
        return std::find(arrays_.begin(), arrays_.end(), root) != arrays_.end();
    }

    // Whether evaluating n reads one of the arrays.
    bool mark(NodeRef n) {
        if (n->type.array)
            return false;
        if (auto *lazy = as<Lazy>(n)) {
            bool any = mark(lazy->cond), known = computable(lazy->cond);
            unsure_ += !known;
            bool arms = mark(lazy->a);
            arms = mark(lazy->b) || arms;
            unsure_ -= !known;
            if (arms && known)
                require(lazy->cond);
            if (!known)
                result_.open.insert(n);
            return any || arms;
        }
        bool any = false;
        for_each_child(n, [&](NodeRef c) { any = mark(c) || any; });
        auto *load = as<Load>(n);
        if (!load || !load->array->type.array || !target(load->array))
            return any;
        for (NodeRef index : load->indices)
            require(index);
        return true;
    }

    // n must have its value in the replay.
    void require(NodeRef n) {
        if (!computable(n) || (unsure_ > 0 && reads_memory(n))) {
            failed_ = true;
            return;
        }
        collect(n);
    }
    void collect(NodeRef n) {
        if (n->type.array)
            return;
        if (n->op == Op::Var) {
            if (as<Let>(scope_.function().declaration(n)) && scope_.declared_inside(n))
                result_.needed.insert(n);
            return;
        }
        if (auto *load = as<Load>(n); load && is_cell(load->array) && !scope_.invariant(n) &&
                                      result_.needed.insert(load->array).second &&
                                      !scope_.declared_inside(load->array))
            result_.cells.push_back(load->array);
        for_each_child(n, [&](NodeRef c) {
            if (!is_cell(c))
                collect(c);
        });
    }
    static bool reads_memory(NodeRef n) {
        auto *load = as<Load>(n);
        bool found = load && load->array->type.array;
        for_each_child(n, [&](NodeRef c) { found = found || reads_memory(c); });
        return found;
    }

    bool computable(NodeRef n) {
        if (n->type.array)
            return !scope_.declared_inside(n);
        if (n->op == Op::Var) {
            NodeRef declared = scope_.function().declaration(n);
            if (auto *let = as<Let>(declared))
                return !scope_.declared_inside(n) || computable(let->value);
            return !scope_.declared_inside(n) || as<For>(declared);
        }
        if (auto *load = as<Load>(n)) {
            if (is_cell(load->array))
                return scope_.invariant(n) || private_cell(load->array);
            NodeRef root = scope_.function().array_root(load->array);
            if (scope_.writes_array(root) || scope_.declared_inside(root))
                return false;
        }
        if (n->op == Op::Holds)
            return false;
        bool all = true;
        for_each_child(n, [&](NodeRef c) { all = all && computable(c); });
        return all;
    }
    // Every iteration assigns it before reading it, and only computable values.
    bool private_cell(NodeRef cell) {
        if (auto known = cells_.find(cell); known != cells_.end())
            return known->second;
        cells_[cell] = true; // of itself, in a chain of updates
        CellFlow flow(cell);
        flow.run_iteration(scope_.loop()->body);
        bool good = !flow.open_read();
        walk(scope_.loop()->body, [&](NodeRef n) {
            auto *store = as<Store>(n);
            good = good && !(as<Update>(n) && as<Update>(n)->array == cell) &&
                   (!store || store->array != cell || computable(store->value));
        });
        return cells_[cell] = good;
    }

    const std::vector<NodeRef> &arrays_;
    const LoopScope &scope_;
    Replay result_;
    std::unordered_map<NodeRef, bool> cells_;
    int unsure_ = 0; // conditions around that are not known
    bool failed_ = false;
};

} // namespace

std::optional<Replay> replay_of(const std::vector<NodeRef> &arrays, const LoopScope &scope) {
    return Slicer(arrays, scope).run();
}

} // namespace pragmac
