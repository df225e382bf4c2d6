// Every place that a jump can go to has a flag; what stands behind a jump asks the innermost.
#include "guard_exits.h"

#include "fields.h"
#include "mutants.h"

#include <vector>

namespace pragmac {
namespace {

// Jumps in a statement that reach its surroundings.
struct Exits {
    bool breaks = false, continues = false;
    bool leaves = false;
    bool any() const { return breaks || continues || leaves; }
};

Exits exits_of(NodeRef n) {
    Exits exits;
    if (auto *jump = as<Jump>(n)) {
        exits.breaks = jump->kind == JumpKind::loop_break;
        exits.continues = jump->kind == JumpKind::loop_continue;
        exits.leaves = jump->kind == JumpKind::leave;
        return exits;
    }
    for_each_child(n, [&](NodeRef child) {
        if (child->type != no_type)
            return;
        Exits inside = exits_of(child);
        exits.breaks |= inside.breaks;
        exits.continues |= inside.continues;
        exits.leaves |= inside.leaves;
    });
    if (n->op == Op::For || n->op == Op::While)
        exits.breaks = exits.continues = false;
    if (n->op == Op::Inline)
        exits.leaves = false;
    return exits;
}

class Guarding {
  public:
    explicit Guarding(Builder &build) : build_(build) {}

    NodeRef run(NodeRef body) {
        std::vector<NodeRef> out;
        open(out, JumpKind::loop_continue, exits_of(body).continues);
        out.push_back(statement(body));
        places_.pop_back();
        return build_.block(out);
    }

  private:
    struct Place {
        JumpKind kind; // of the jumps that go there
        NodeRef flag; // null: none does
    };

    void open(std::vector<NodeRef> &out, JumpKind kind, bool used) {
        NodeRef flag = nullptr;
        if (used) {
            flag = build_.cell_var("going", scalar(DType::i64));
            out.push_back(build_.alloc_cell(flag, build_.i64(1)));
        }
        places_.push_back({kind, flag});
    }
    // Of the innermost place that is jumped to.
    NodeRef flag() const {
        for (size_t i = places_.size(); i--;)
            if (places_[i].flag)
                return places_[i].flag;
        return nullptr;
    }

    NodeRef statement(NodeRef n) {
        build_.span = n->span;
        switch (n->op) {
        case Op::Block: {
            NodeList body = as<Block>(n)->body;
            return in_order({body.begin(), body.end()}, 0);
        }
        case Op::Jump: return jump(as<Jump>(n)->kind);
        case Op::Inline: {
            std::vector<NodeRef> out;
            bool early = leaves_early(as<Inline>(n)->body);
            open(out, JumpKind::leave, early);
            out.push_back(statement(as<Inline>(n)->body));
            places_.pop_back();
            return build_.block(out);
        }
        case Op::For: return for_loop(*as<For>(n));
        case Op::While: return while_loop(*as<While>(n));
        case Op::If: {
            auto *choice = as<If>(n);
            NodeRef then = statement(choice->then), otherwise = statement(choice->otherwise);
            build_.span = n->span;
            return build_.if_then(choice->cond, then, otherwise);
        }
        default: return n;
        }
    }

    // The statements from number `i` on.
    NodeRef in_order(const std::vector<NodeRef> &body, size_t i) {
        std::vector<NodeRef> out;
        while (i < body.size()) {
            NodeRef s = body[i++];
            out.push_back(statement(s));
            bool ends = exits_of(s).any() && !mutant(Mutant::exits_forgotten);
            if (!ends || i == body.size() || !flag())
                continue;
            NodeRef rest = in_order(body, i);
            build_.span = s->span;
            out.push_back(build_.if_then(is_set(flag(), build_), rest));
            break;
        }
        return build_.block(out);
    }

    // Whether anything stands behind a `leave` of this function: its last statement changes
    // nothing.
    static bool leaves_early(NodeRef body) {
        auto *block = as<Block>(body);
        if (!block)
            return exits_of(body).leaves && body->op != Op::Jump;
        for (NodeRef s : block->body)
            if (s != block->body.back() && exits_of(s).leaves)
                return true;
        NodeRef last = block->body.empty() ? nullptr : block->body.back();
        return last && last->op != Op::Jump && exits_of(last).leaves;
    }

    NodeRef jump(JumpKind kind) {
        std::vector<NodeRef> out;
        for (size_t i = places_.size(); i--;) {
            NodeRef flag = places_[i].flag;
            bool again = i + 1 < places_.size() && places_[i + 1].flag == flag;
            if (flag && !again)
                out.push_back(build_.store(flag, {}, build_.i64(0)));
            if (places_[i].kind == kind)
                break;
        }
        return build_.block(out);
    }

    NodeRef for_loop(const For &loop) {
        std::vector<NodeRef> out;
        NodeRef body = loop_body(loop.body, out);
        build_.span = loop.span;
        const Clauses none;
        out.push_back(build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, loop.kind,
                                      loop.clauses ? *loop.clauses : none, body));
        return build_.block(out);
    }

    // Opens and closes the places of a loop.
    NodeRef loop_body(NodeRef body, std::vector<NodeRef> &out) {
        Exits exits = exits_of(body);
        // Jumps to a place outside alone: that one's flag is this loop's.
        bool only_outwards = exits.leaves && !exits.breaks && flag();
        if (only_outwards)
            places_.push_back({JumpKind::loop_break, flag()});
        else
            open(out, JumpKind::loop_break, exits.breaks || exits.leaves);
        NodeRef going = places_.back().flag;
        std::vector<NodeRef> inside;
        open(inside, JumpKind::loop_continue, exits.continues);
        inside.push_back(statement(body));
        places_.pop_back(), places_.pop_back();
        NodeRef result = build_.block(inside);
        return going ? build_.block({build_.if_then(is_set(going, build_), result)}) : result;
    }

    NodeRef while_loop(const While &loop) {
        std::vector<NodeRef> out, inside;
        NodeRef going = build_.cell_var("going", scalar(DType::i64));
        out.push_back(build_.alloc_cell(going, build_.i64(1)));
        places_.push_back({JumpKind::loop_break, going});
        inside.push_back(build_.store(going, {}, as_flag(loop.cond, build_)));
        std::vector<NodeRef> body;
        open(body, JumpKind::loop_continue, exits_of(loop.body).continues);
        body.push_back(statement(loop.body));
        places_.pop_back(), places_.pop_back();
        build_.span = loop.span;
        inside.push_back(build_.if_then(is_set(going, build_), build_.block(body)));
        // A lane that is done stays so: its condition is not asked again.
        NodeRef once = build_.if_then(is_set(going, build_), build_.block(inside));
        out.push_back(build_.while_loop(is_set(going, build_), build_.block({once})));
        return build_.block(out);
    }

    Builder &build_;
    std::vector<Place> places_;
};

// The cell of `cell[] != 0`.
NodeRef cell_read(NodeRef cond) {
    auto *compare = as<Compare>(cond);
    int64_t zero = 1;
    if (!compare || compare->op != CompareOp::ne || !constant_i64(compare->b, zero) || zero)
        return nullptr;
    auto *load = as<Load>(compare->a);
    return load && !load->array->type.array ? load->array : nullptr;
}

} // namespace

bool exits_stay_inside(NodeRef body) {
    Exits exits = exits_of(body);
    return !exits.breaks && !exits.leaves;
}

NodeRef guard_exits(NodeRef body, Builder &build) { return Guarding(build).run(body); }

NodeRef is_set(NodeRef flag, Builder &build) {
    return build.compare(CompareOp::ne, build.load(flag), build.i64(0));
}

NodeRef as_flag(NodeRef cond, Builder &build) {
    return build.select(cond, build.i64(1), build.i64(0));
}

NodeRef flag_of(NodeRef loop) {
    if (auto *endless = as<While>(loop))
        return cell_read(endless->cond);
    auto *counted = as<For>(loop);
    auto *body = counted ? as<Block>(counted->body) : nullptr;
    auto *choice = body && body->body.size() == 1 ? as<If>(body->body[0]) : nullptr;
    auto *otherwise = choice ? as<Block>(choice->otherwise) : nullptr;
    return otherwise && otherwise->body.empty() ? cell_read(choice->cond) : nullptr;
}

} // namespace pragmac
