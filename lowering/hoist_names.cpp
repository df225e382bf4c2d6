// Asks of each name and load whether it reads what the loop writes or declares.
#include "hoist_names.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace pragmac {
namespace {

class Hoisting {
  public:
    Hoisting(const For &loop, const FunctionScope &function, Builder &build)
        : function_(function), build_(build) {
        inside_.insert(loop.var);
        walk(loop.body, [&](NodeRef n) {
            if (NodeRef var = declared_variable(n))
                inside_.insert(var);
            if (NodeRef written = written_variable(n))
                written_.insert(function_.array_root(written));
        });
    }

    std::vector<NodeRef> lets;

    // Takes a name to the front of the loop, where it is known from then on.
    bool take(NodeRef s) {
        auto *let = as<Let>(s);
        if (!let || let->var->type.array || !same_everywhere(let->value))
            return false;
        inside_.erase(let->var);
        lets.push_back(let);
        return true;
    }

    // The statement with names for the elements that it would read anew in every iteration.
    NodeRef without_loads(NodeRef s) {
        return s->op == Op::Let || s->op == Op::Store ? with_names(s) : s;
    }

  private:
    NodeRef with_names(NodeRef n) {
        if (n->op == Op::Load && same_everywhere(n))
            return name_of(n);
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        if (auto *lazy = as<Lazy>(n)) { // one arm is not evaluated
            build_.span = n->span;
            NodeRef cond = with_names(lazy->cond);
            return cond == lazy->cond ? n : build_.lazy(cond, lazy->a, lazy->b);
        }
        return build_.map_children(n, [&](NodeRef child) { return with_names(child); });
    }
    NodeRef name_of(NodeRef load) {
        for (NodeRef let : lets)
            if (equal(as<Let>(let)->value, load))
                return as<Let>(let)->var;
        build_.span = load->span;
        NodeRef name = build_.value_var("element", load->type);
        lets.push_back(build_.let(name, load));
        return name;
    }

    bool same_everywhere(NodeRef n) const {
        bool same = true;
        switch (n->op) {
        case Op::Var: return !inside_.count(n);
        case Op::Const:
        case Op::Dim:
        case Op::Unary:
        case Op::Compare:
        case Op::Cast: break;
        case Op::Binary: same = !divides(as<Binary>(n)->op); break;
        case Op::Load: {
            NodeRef array = as<Load>(n)->array;
            bool kept = !may_be_written(function_.array_root(array));
            same = array->type.array && (kept || mutant(Mutant::names_hoisted_over_writes));
            break;
        }
        default: return false;
        }
        for_each_child(n, [&](NodeRef child) { same = same && same_everywhere(child); });
        return same;
    }
    // Parameters share memory in calls that say so.
    bool may_be_written(NodeRef root) const {
        auto parameter = [&](NodeRef array) { return !function_.declaration(array); };
        return written_.count(root) || (function_.func()->overlap && parameter(root) &&
                                        std::any_of(written_.begin(), written_.end(), parameter));
    }
    static bool divides(BinaryOp op) {
        return op == BinaryOp::floor_div || op == BinaryOp::mod || op == BinaryOp::int_div;
    }

    const FunctionScope &function_;
    Builder &build_;
    std::unordered_set<NodeRef> inside_, written_;
};

} // namespace

HoistedNames hoist_names(const For &loop, const FunctionScope &function, Builder &build) {
    auto *body = as<Block>(loop.body);
    if (!body)
        return {{}, &loop};
    Hoisting hoisting(loop, function, build);
    std::vector<NodeRef> left;
    bool reached = true;
    for (NodeRef s : body->body) {
        reached = reached && !may_end_block(s);
        if (!reached)
            left.push_back(s);
        else if (!hoisting.take(s))
            left.push_back(hoisting.without_loads(s));
    }
    HoistedNames result{std::move(hoisting.lets), &loop};
    if (result.lets.empty())
        return result;
    build.span = loop.span;
    const Clauses none;
    result.loop = as<For>(build.for_loop(loop.var, loop.lo, loop.hi, loop.step, loop.kind,
                                         loop.clauses ? *loop.clauses : none, build.block(left)));
    return result;
}

} // namespace pragmac
