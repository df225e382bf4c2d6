// Asks of each name whether its value reads what the loop writes or declares.
#include "hoist_names.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

class Hoisting {
  public:
    Hoisting(const For &loop, const FunctionScope &function) : function_(function) {
        inside_.insert(loop.var);
        walk(loop.body, [&](NodeRef n) {
            if (NodeRef var = declared_variable(n))
                inside_.insert(var);
            if (NodeRef written = written_variable(n))
                written_.insert(function_.array_root(written));
        });
    }

    // A name that may stand in front of the loop, from then on known there.
    bool take(NodeRef s) {
        auto *let = as<Let>(s);
        if (!let || let->var->type.array || !same_everywhere(let->value))
            return false;
        inside_.erase(let->var);
        return true;
    }

  private:
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
    std::unordered_set<NodeRef> inside_, written_;
};

bool may_end_the_body(NodeRef s) {
    bool found = false;
    walk(s, [&](NodeRef n) {
        found |= n->op == Op::Check || n->op == Op::Jump || n->op == Op::Return;
    });
    return found;
}

} // namespace

HoistedNames hoist_names(const For &loop, const FunctionScope &function, Builder &build) {
    auto *body = as<Block>(loop.body);
    if (!body)
        return {{}, &loop};
    Hoisting hoisting(loop, function);
    HoistedNames result;
    std::vector<NodeRef> left;
    bool reached = true;
    for (NodeRef s : body->body) {
        reached = reached && !may_end_the_body(s);
        (reached && hoisting.take(s) ? result.lets : left).push_back(s);
    }
    result.loop = &loop;
    if (result.lets.empty())
        return result;
    build.span = loop.span;
    const Clauses none;
    result.loop = as<For>(build.for_loop(loop.var, loop.lo, loop.hi, loop.step, loop.kind,
                                         loop.clauses ? *loop.clauses : none, build.block(left)));
    return result;
}

} // namespace pragmac
