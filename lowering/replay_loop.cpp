// Rebuilds the replayed statements one by one.
#include "replay_loop.h"

#include "fields.h"

namespace pragmac {
namespace {

std::vector<NodeRef> flat(NodeRef body) {
    std::vector<NodeRef> out;
    auto *block = as<Block>(body);
    if (!block)
        return {body};
    for (NodeRef s : block->body)
        for (NodeRef inner : flat(s))
            out.push_back(inner);
    return out;
}

int64_t step_of(const For &loop) {
    int64_t step = 0;
    internal_assert(constant_i64(loop.step, step), "a step below S is a constant");
    return step;
}

} // namespace

NodeRef LoopReplay::iteration(NodeRef number) const {
    const For &loop = *scope_.loop();
    NodeRef distance = build_.binary(BinaryOp::sub, number, build_.i64(1));
    return build_.binary(step_of(loop) > 0 ? BinaryOp::add : BinaryOp::sub, loop.lo, distance);
}

NodeRef LoopReplay::walk_iterations(const Touch &touch) {
    const For &loop = *scope_.loop();
    touch_ = &touch;
    number_ = build_.value_var("number", loop.var->type);
    NodeRef distance = step_of(loop) > 0 ? build_.binary(BinaryOp::sub, loop.var, loop.lo)
                                         : build_.binary(BinaryOp::sub, loop.lo, loop.var);
    std::vector<NodeRef> body{
        build_.if_then(build_.load(apart_), build_.block({}),
                       build_.block({build_.jump(JumpKind::loop_break)})),
        build_.let(number_, build_.binary(BinaryOp::add, distance, build_.i64(1)))};
    Substitution own;
    for (NodeRef cell : replay_.cells) {
        own.emplace_back(cell, build_.cell_var(as<Var>(cell)->info->name, cell->type));
        body.push_back(build_.alloc_cell(own.back().second));
    }
    for (NodeRef s : sequence(flat(loop.body), 0))
        body.push_back(s);
    NodeRef made = build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, ForKind::serial, {},
                                   build_.block(body));
    return build_.clone(build_.block({substitute(build_, made, own)}));
}

// ---- statements ----------------------------------------------------------------------------

NodeRef LoopReplay::block(NodeRef body) { return build_.block(sequence(flat(body), 0)); }
NodeRef LoopReplay::failed() const { return build_.store(apart_, {}, build_.boolean(false)); }

std::vector<NodeRef> LoopReplay::sequence(const std::vector<NodeRef> &list, size_t from) {
    std::vector<NodeRef> out;
    for (size_t k = from; k < list.size(); k++) {
        NodeRef s = list[k];
        if (s->op != Op::Jump && !replay_.kept.count(s))
            continue;
        if (auto *check = as<Check>(s)) {
            marks(check->cond, out);
            if (!known_check(*check))
                continue;
            out.push_back(build_.if_then(check->cond, build_.block(sequence(list, k + 1)),
                                         build_.block({failed()})));
            return out;
        }
        statement(s, out);
        if (holds_checks(s) && k + 1 < list.size()) {
            out.push_back(build_.if_then(build_.load(apart_), build_.block(sequence(list, k + 1))));
            return out;
        }
    }
    return out;
}

// A check that is kept for what it reads alone has no condition to test.
bool LoopReplay::known_check(const Check &check) const { return replay_.tested.count(&check) != 0; }

bool LoopReplay::holds_checks(NodeRef n) const {
    bool found = false;
    walk(n, [&](NodeRef m) { found = found || (as<Check>(m) && replay_.tested.count(m)); });
    return found;
}

void LoopReplay::statement(NodeRef n, std::vector<NodeRef> &out) {
    if (auto *let = as<Let>(n)) {
        marks(let->value, out);
        if (replay_.needed.count(let->var))
            out.push_back(n);
    } else if (auto *store = as<Store>(n)) {
        marks(store->value, out);
        if (replay_.needed.count(store->array))
            out.push_back(n);
        else if (!is_cell(store->array))
            element(store->array, store->indices, true, out);
    } else if (auto *update = as<Update>(n)) {
        marks(update->value, out);
        if (!is_cell(update->array))
            element(update->array, update->indices, true, out);
    } else if (auto *choice = as<If>(n)) {
        branch(*choice, out);
    } else if (auto *loop = as<For>(n)) {
        marks(loop->lo, out), marks(loop->hi, out);
        if (replay_.kept.count(loop->body))
            out.push_back(build_.for_loop(loop->var, loop->lo, loop->hi, loop->step,
                                          ForKind::serial, {}, block(loop->body)));
    } else if (auto *call = as<Inline>(n)) {
        out.push_back(build_.inline_call(call->callee, block(call->body)));
    } else {
        out.push_back(n); // jumps, cells
    }
}

void LoopReplay::branch(const If &n, std::vector<NodeRef> &out) {
    marks(n.cond, out);
    if (!replay_.open.count(&n))
        return out.push_back(build_.if_then(n.cond, block(n.then), block(n.otherwise)));
    out.push_back(block(n.then));
    out.push_back(block(n.otherwise));
}

// ---- accesses ------------------------------------------------------------------------------

// The loads below n, in the arms of lazy values under their condition.
void LoopReplay::marks(NodeRef n, std::vector<NodeRef> &out) {
    if (n->type.array)
        return;
    if (auto *lazy = as<Lazy>(n)) {
        marks(lazy->cond, out);
        std::vector<NodeRef> a, b;
        marks(lazy->a, a), marks(lazy->b, b);
        if (a.empty() && b.empty())
            return;
        if (replay_.open.count(n)) {
            out.insert(out.end(), a.begin(), a.end());
            out.insert(out.end(), b.begin(), b.end());
        } else {
            out.push_back(build_.if_then(lazy->cond, build_.block(a), build_.block(b)));
        }
        return;
    }
    for_each_child(n, [&](NodeRef c) { marks(c, out); });
    if (auto *load = as<Load>(n); load && load->array->type.array)
        element(load->array, load->indices, false, out);
}

// An index out of range is no access: the loop's own check ends the iteration in front of it.
void LoopReplay::element(NodeRef array, NodeList indices, bool stores, std::vector<NodeRef> &out) {
    NodeRef root = scope_.function().array_root(array);
    size_t k = 0;
    while (k < arrays_.size() && arrays_[k] != root)
        k++;
    if (k == arrays_.size())
        return;
    std::vector<NodeRef> body, place;
    NodeRef inside = build_.boolean(true);
    for (size_t axis = 0; axis < indices.size(); axis++) {
        place.push_back(build_.value_var("place", indices[axis]->type));
        body.push_back(build_.let(place.back(), indices[axis]));
        NodeRef extent = build_.dim(root, static_cast<int64_t>(axis));
        inside = build_.binary(BinaryOp::bit_and, inside,
                               build_.compare(CompareOp::in_range, place.back(), extent));
    }
    NodeRef touched = (*touch_)(k, place, stores, number_);
    if (!touched)
        return;
    body.push_back(build_.if_then(inside, touched));
    out.push_back(build_.block(body));
}

} // namespace pragmac
