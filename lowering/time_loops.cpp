// The sum of all ends less the sum of all beginnings.
#include "time_loops.h"

#include "fields.h"

#include <algorithm>

namespace pragmac {
namespace {

class Timing {
  public:
    Timing(const Func *func, Builder &build, const std::vector<LoopReport> &loops)
        : func_(func), build_(build), loops_(loops) {}

    NodeRef function() {
        build_.span = func_->span;
        std::vector<NodeRef> timed{build_.remember("nanoseconds of the call", start())};
        for (NodeRef s : as<Block>(statement(func_->body))->body)
            timed.push_back(s);
        return build_.block(timed);
    }

  private:
    NodeRef statement(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        if (n->op == Op::Return) {
            build_.span = func_->span; // where the other note is
            return build_.block({build_.remember("nanoseconds of the call", build_.now()), n});
        }
        if (auto *team = as<Team>(n))
            return around(n, as<Block>(team->body)->body);
        bool loop = n->op == Op::Launch || n->op == Op::For || n->op == Op::While;
        if (loop && is_reported(n))
            return around(n, {&n, 1});
        return build_.map_children(n, [&](NodeRef child) { return statement(child); });
    }

    NodeRef start() { return build_.unary(UnaryOp::neg, build_.now()); }

    NodeRef around(NodeRef n, NodeList loops) {
        std::vector<NodeRef> made;
        for (NodeRef loop : loops.subspan(1)) {
            build_.span = loop->span;
            made.push_back(build_.remember("with the loop before"));
        }
        build_.span = loops[0]->span;
        made.push_back(build_.remember("nanoseconds", start()));
        made.push_back(n);
        made.push_back(build_.remember("nanoseconds", build_.now()));
        return build_.block(made);
    }

    bool is_reported(NodeRef n) const {
        return std::any_of(loops_.begin(), loops_.end(),
                           [&](const LoopReport &l) { return same_place(l.span, n->span); });
    }

    const Func *func_;
    Builder &build_;
    const std::vector<LoopReport> &loops_;
};

} // namespace

const Func *time_loops(const Func *func, Builder &build, const std::vector<LoopReport> &loops) {
    return build.with_body(func, Timing(func, build, loops).function());
}

} // namespace pragmac
