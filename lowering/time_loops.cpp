// The sum of all ends less the sum of all beginnings.
#include "time_loops.h"

#include "fields.h"

#include <algorithm>

namespace pragmac {
namespace {

class Timing {
  public:
    Timing(Builder &build, const std::vector<LoopReport> &loops) : build_(build), loops_(loops) {}

    NodeRef statement(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        if (const Span *loop = timed(n)) {
            build_.span = *loop;
            NodeRef before = build_.unary(UnaryOp::neg, build_.now());
            return build_.block({build_.remember("nanoseconds", before), n,
                                 build_.remember("nanoseconds", build_.now())});
        }
        return build_.map_children(n, [&](NodeRef child) { return statement(child); });
    }

  private:
    const Span *timed(NodeRef n) const {
        if (auto *team = as<Team>(n))
            return timed(as<Block>(team->body)->body[0]);
        bool loops = n->op == Op::Launch || n->op == Op::For || n->op == Op::While;
        bool reported = std::any_of(loops_.begin(), loops_.end(), [&](const LoopReport &l) {
            return same_place(l.span, n->span);
        });
        return loops && reported ? &n->span : nullptr;
    }

    Builder &build_;
    const std::vector<LoopReport> &loops_;
};

} // namespace

const Func *time_loops(const Func *func, Builder &build, const std::vector<LoopReport> &loops) {
    return build.with_body(func, Timing(build, loops).statement(func->body));
}

} // namespace pragmac
