// Definite assignment for one cell: join is "assigned on every path that arrives".
#include "cell_flow.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"

namespace pragmac {

void CellFlow::read(NodeRef n, State before) {
    if (auto *load = as<Load>(n); load && load->array == cell_ && before == State::open)
        open_read_ = open_read_ ? open_read_ : n;
    for_each_child(n, [&](NodeRef child) { read(child, before); });
}

CellFlow::State CellFlow::run(NodeRef n, State before) {
    switch (n->op) {
    case Op::Block:
        for (NodeRef s : as<Block>(n)->body)
            before = run(s, before);
        return before;
    case Op::If: {
        auto *branch = as<If>(n);
        read(branch->cond, before);
        State then = run(branch->then, before);
        State otherwise = run(branch->otherwise, before);
        bool either = then == State::assigned || otherwise == State::assigned;
        return mutant(Mutant::one_arm_assigns) && either ? State::assigned : join(then, otherwise);
    }
    case Op::For: {
        auto *loop = as<For>(n);
        read(loop->lo, before), read(loop->hi, before);
        int64_t lo = 0, hi = 0, step = 0;
        bool runs = constant_i64(loop->lo, lo) && constant_i64(loop->hi, hi) &&
                    constant_i64(loop->step, step) && (step > 0 ? lo < hi : lo > hi);
        return run_loop(loop->body, before, runs, true);
    }
    case Op::While: {
        auto *loop = as<While>(n);
        read(loop->cond, before);
        auto *always = as<Const>(loop->cond);
        bool endless = always && always->bits.lo;
        return run_loop(loop->body, before, endless, !endless);
    }
    case Op::Inline: {
        targets_.push_back({.loop = false});
        State after = run(as<Inline>(n)->body, before);
        after = join(after, targets_.back().at_end);
        targets_.pop_back();
        return after;
    }
    case Op::Jump: jump(as<Jump>(n)->kind, before); return State::unreachable;
    case Op::Return:
        for (NodeRef v : as<Return>(n)->values)
            read(v, before);
        return State::unreachable;
    default: break;
    }
    for_each_child(n, [&](NodeRef child) { read(child, before); });
    auto *store = as<Store>(n);
    auto *update = as<Update>(n);
    if (update && update->array == cell_ && before == State::open)
        open_read_ = open_read_ ? open_read_ : n;
    bool assigns = (store && store->array == cell_) || (update && update->array == cell_);
    return assigns && before == State::open ? State::assigned : before;
}

// The body's first run sees `before`; a later one sees at least as much assigned.
CellFlow::State CellFlow::run_loop(NodeRef body, State before, bool at_least_once,
                                   bool ends_by_itself) {
    targets_.push_back({.loop = true});
    State round = run(body, before);
    Target target = targets_.back();
    targets_.pop_back();
    round = join(round, target.at_continue);
    State after = target.at_end;
    at_least_once = at_least_once || mutant(Mutant::inner_loops_always_run);
    if (ends_by_itself)
        after = join(after, at_least_once ? round : before);
    return after;
}

CellFlow::State CellFlow::run_iteration(NodeRef body) {
    targets_.push_back({.loop = true});
    State end = run(body, State::open);
    end = join(end, targets_.back().at_continue);
    targets_.pop_back();
    return end;
}

void CellFlow::jump(JumpKind kind, State before) {
    for (size_t i = targets_.size(); i-- > 0;) {
        Target &target = targets_[i];
        if (target.loop != (kind != JumpKind::leave))
            continue;
        State &state = kind == JumpKind::loop_continue ? target.at_continue : target.at_end;
        state = join(state, before);
        return;
    }
    jumps_out_ = true;
}

// Follows control from the end of the loop outwards. What a statement assigns counts only when no
// jump can pass it by; a loop around may start its next iteration or end.
bool live_after(NodeRef cell, const For *loop, const FunctionScope &function) {
    const std::vector<NodeRef> &path = function.place(loop)->enclosing;
    NodeRef inner = loop;
    for (size_t i = path.size() - 1; i-- > 0;) {
        CellFlow flow(cell);
        NodeRef outer = path[i];
        if (auto *block = as<Block>(outer)) {
            auto state = CellFlow::State::open;
            bool behind = false;
            for (NodeRef s : block->body) {
                if (behind)
                    state = flow.run(s, state);
                behind = behind || s == inner;
            }
            if (flow.open_read())
                return true;
            if (state != CellFlow::State::open && !flow.jumps_out())
                return false;
        } else if (outer->op == Op::For || outer->op == Op::While) {
            auto *again = as<While>(outer);
            flow.run_iteration(again ? again->body : as<For>(outer)->body);
            if (again)
                flow.run(outer, CellFlow::State::open);
            if (flow.open_read())
                return true;
        }
        inner = outer;
    }
    return false;
}

} // namespace pragmac
