// A forward walk that carries what was accessed since the last barrier.
#include "unordered_accesses.h"

#include "fields.h"
#include "mutants.h"

#include <limits>
#include <optional>

namespace pragmac {
namespace {

// An access that no barrier follows so far, as seen from where control is.
struct Pending {
    size_t access = 0;
    size_t equal = std::numeric_limits<size_t>::max();
    bool carried = false;
    auto operator<=>(const Pending &) const = default;
};
using State = std::set<Pending>; // empty where control cannot be, too

class Walk {
  public:
    Walk(const LoopAccesses &accesses, const std::set<NodeRef> &ignored,
         const std::set<NodeRef> &in_front)
        : accesses_(accesses), ignored_(ignored), in_front_(in_front) {
        for (size_t i = 0; i < accesses.all().size(); i++)
            by_node_[accesses.all()[i].node].push_back(i);
    }

    std::set<UnorderedPair> run() {
        const For *worker = accesses_.scope().loop();
        loops_.push_back(worker);
        // The worker's next iteration has the same memory for arrays that each iteration makes. Of
        // all other elements no two iterations share one.
        auto in_next_iteration = [&](Pending p) -> std::optional<Pending> {
            if (!accesses_.scope().declared_inside(accesses_.all()[p.access].array) ||
                mutant(Mutant::group_memory_is_fresh))
                return std::nullopt;
            return Pending{p.access, 0, true};
        };
        rounds({}, in_next_iteration,
               [&](State s) { return statement(worker->body, std::move(s)); });
        return std::move(pairs_);
    }

  private:
    struct Target { // of jumps: a loop that all lanes run, or an inline body
        bool loop;
        State at_end = {}, at_continue = {};
    };

    static void join(State &into, const State &other) { into.insert(other.begin(), other.end()); }

    State statement(NodeRef n, State state) {
        if (in_front_.count(n))
            state.clear();
        switch (n->op) {
        case Op::Block:
            for (NodeRef s : as<Block>(n)->body)
                state = statement(s, std::move(state));
            return state;
        case Op::Barrier:
            return ignored_.count(n) && !mutant(Mutant::removed_barriers_still_order) ? state
                                                                                      : State{};
        case Op::If: {
            auto *branch = as<If>(n);
            touch(branch->cond, n, state);
            State then = statement(branch->then, state);
            State otherwise = statement(branch->otherwise, std::move(state));
            if (!mutant(Mutant::barriers_forget_other_arms))
                join(then, otherwise);
            return then;
        }
        case Op::For: return loop(*as<For>(n), std::move(state));
        case Op::While: return while_loop(*as<While>(n), std::move(state));
        case Op::Inline: {
            targets_.push_back({.loop = false});
            State end = statement(as<Inline>(n)->body, std::move(state));
            join(end, targets_.back().at_end);
            targets_.pop_back();
            return end;
        }
        case Op::Jump: jump(as<Jump>(n)->kind, state); return {};
        default: touch(n, n, state); return state;
        }
    }

    // All accesses in `part`, of the statement `whole`.
    void touch(NodeRef part, NodeRef whole, State &state) {
        State mine;
        walk(part, [&](NodeRef n) {
            auto it = by_node_.find(n);
            for (size_t access : it == by_node_.end() ? std::vector<size_t>() : it->second)
                if (here(access))
                    mine.insert({access});
        });
        for (const Pending &now : mine)
            for (const Pending &before : state)
                pairs_.insert({before.access, now.access, whole, before.equal, before.carried});
        join(state, mine);
    }
    // Of the loops that are open; a node may stand in several places.
    bool here(size_t access) const {
        const std::vector<const For *> &loops = accesses_.all()[access].loops;
        return loops.size() >= loops_.size() &&
               std::equal(loops_.begin(), loops_.end(), loops.begin());
    }

    State loop(const For &n, State state) {
        if (n.kind == ForKind::lanes) {
            touch(&n, &n, state);
            return state;
        }
        touch(n.lo, &n, state), touch(n.hi, &n, state);
        size_t depth = loops_.size();
        loops_.push_back(&n);
        auto in_next_iteration = [&](Pending p) -> std::optional<Pending> {
            const std::vector<const For *> &loops = accesses_.all()[p.access].loops;
            if (loops.size() > depth && loops[depth] == &n && p.equal > depth)
                p.equal = depth, p.carried = true;
            return p;
        };
        State end = rounds(state, in_next_iteration,
                           [&](State s) { return statement(n.body, std::move(s)); });
        loops_.pop_back();
        join(end, state);
        return end;
    }

    // Of a loop without a variable: which iteration an access belongs to is not known.
    State while_loop(const While &n, State state) {
        size_t depth = loops_.size();
        std::set<size_t> inside;
        walk(&n, [&](NodeRef m) {
            if (auto it = by_node_.find(m); it != by_node_.end())
                inside.insert(it->second.begin(), it->second.end());
        });
        auto in_next_iteration = [&](Pending p) -> std::optional<Pending> {
            if (inside.count(p.access) && p.equal > depth)
                p.equal = depth, p.carried = false;
            return p;
        };
        State end = rounds(state, in_next_iteration, [&](State s) {
            touch(n.cond, &n, s);
            targets_.back().at_end.insert(s.begin(), s.end()); // where the condition fails
            return statement(n.body, std::move(s));
        });
        return end;
    }

    // Until no iteration begins with anything new; the state behind the loop.
    template <class Next, class Body>
    State rounds(const State &before, const Next &next, const Body &body) {
        State head = before;
        for (;;) {
            targets_.push_back({.loop = true});
            State end = body(head);
            join(end, targets_.back().at_continue);
            State again = head;
            if (!mutant(Mutant::barriers_forget_loops))
                for (const Pending &p : end)
                    if (std::optional<Pending> later = next(p))
                        again.insert(*later);
            join(end, targets_.back().at_end);
            targets_.pop_back();
            if (again == head)
                return end;
            head = std::move(again);
        }
    }

    void jump(JumpKind kind, const State &state) {
        for (size_t i = targets_.size(); i-- > 0;) {
            Target &target = targets_[i];
            if (target.loop != (kind != JumpKind::leave))
                continue;
            if (!mutant(Mutant::barriers_forget_jumps))
                join(kind == JumpKind::loop_continue ? target.at_continue : target.at_end, state);
            return;
        }
    }

    const LoopAccesses &accesses_;
    const std::set<NodeRef> &ignored_, &in_front_;
    std::unordered_map<NodeRef, std::vector<size_t>> by_node_;
    std::vector<const For *> loops_; // run by all lanes together, the parallel one first
    std::vector<Target> targets_;
    std::set<UnorderedPair> pairs_;
};

} // namespace

std::set<UnorderedPair> unordered_accesses(const LoopAccesses &accesses,
                                           const std::set<NodeRef> &ignored,
                                           const std::set<NodeRef> &in_front) {
    return Walk(accesses, ignored, in_front).run();
}

} // namespace pragmac
