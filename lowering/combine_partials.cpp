// Pairs of partial values in rounds of doubling distance.
#include "combine_partials.h"

#include "fields.h"
#include "integer_arithmetic.h"
#include "mutants.h"
#include "reduction_plan.h"

namespace pragmac {
namespace {

class Combination : IntegerArithmetic {
  public:
    Combination(const std::vector<Partial> &partials, NodeRef blocks, const For &loop,
                Builder &build)
        : IntegerArithmetic(build), partials_(partials), blocks_(blocks), loop_(loop) {}

    NodeRef run() {
        std::vector<NodeRef> body{pairwise()};
        for (const Partial &p : partials_) {
            if (p.use.leader)
                continue; // with its leader
            merge(
                p, [&](const Partial &q) { return build_.load(q.use.cell); },
                [&](const Partial &q) { return build_.load(q.values, {build_.i64(0)}); },
                [&](const Partial &q, NodeRef v) { return build_.store(q.use.cell, {}, v); }, body,
                nullptr, build_.i64(0));
        }
        return build_.if_then(build_.compare(CompareOp::gt, blocks_, build_.i64(0)),
                              build_.block(body));
    }

  private:
    // for width = 1, 2, 4, … < blocks: values[at] = values[at] op values[at + width].
    NodeRef pairwise() {
        NodeRef width = build_.cell_var("width", scalar(DType::i64));
        NodeRef w = build_.value_var("w", scalar(DType::i64));
        NodeRef twice = times(w, build_.i64(2));
        NodeRef k = build_.value_var("k", scalar(DType::i64));
        NodeRef at = build_.value_var("at", scalar(DType::i64));
        NodeRef other = build_.value_var("other", scalar(DType::i64));
        std::vector<NodeRef> pair{build_.let(at, times(k, twice)), build_.let(other, plus(at, w))};
        for (const Partial &p : partials_) {
            if (p.use.leader)
                continue;
            merge(
                p, [&](const Partial &q) { return build_.load(q.values, {at}); },
                [&](const Partial &q) { return build_.load(q.values, {other}); },
                [&](const Partial &q, NodeRef v) { return build_.store(q.values, {at}, v); }, pair,
                at, other);
        }
        NodeRef pairs = quotient_up(build_.binary(BinaryOp::sub, blocks_, w), twice);
        NodeRef round = build_.block({build_.let(w, build_.load(width)),
                                      build_.for_loop(k, build_.i64(0), pairs, build_.i64(1),
                                                      ForKind::serial, {}, build_.block(pair)),
                                      build_.store(width, {}, twice)});
        NodeRef more = build_.compare(CompareOp::lt, build_.load(width), blocks_);
        return build_.block(
            {build_.alloc_cell(width, build_.i64(1)), build_.while_loop(more, round)});
    }

    // earlier = earlier op later; `at`: where earlier's flag lies (null: the scalar itself).
    template <class Earlier, class Later, class Put>
    void merge(const Partial &p, Earlier earlier, Later later, Put put, std::vector<NodeRef> &out,
               NodeRef at, NodeRef other) {
        if (p.assigned) {
            std::vector<NodeRef> take{put(p, later(p))};
            if (at)
                take.push_back(build_.store(p.flags, {at}, build_.boolean(true)));
            NodeRef assigned = mutant(Mutant::last_block_wins) ? build_.boolean(true)
                                                               : build_.load(p.flags, {other});
            return out.push_back(build_.if_then(assigned, build_.block(take)));
        }
        std::vector<const Partial *> followers;
        for (const Partial &q : partials_)
            if (q.use.leader == p.use.cell)
                followers.push_back(&q);
        if (followers.empty()) {
            check_overflow(p, earlier(p), later(p), out);
            return out.push_back(put(p, combine(*p.use.op, earlier(p), later(p), build_)));
        }
        std::vector<NodeRef> take;
        for (const Partial *q : followers)
            if (!mutant(Mutant::followers_forgotten))
                take.push_back(put(*q, later(*q)));
        take.push_back(put(p, later(p)));
        out.push_back(build_.if_then(wins(*followers[0]->use.op, earlier(p), later(p), build_),
                                     build_.block(take)));
    }

    // Python ints do not wrap: the update's own check guards the sums of partial values too.
    void check_overflow(const Partial &p, NodeRef a, NodeRef b, std::vector<NodeRef> &out) {
        const Check *check = overflow_check(loop_, p.use.cell);
        if (!check)
            return;
        CompareOp op = *p.use.op == ReductionKind::mul ? CompareOp::mul_fits : CompareOp::add_fits;
        Span saved = build_.span;
        build_.span = check->span;
        out.push_back(build_.check(build_.compare(op, a, b), check->exception, check->message));
        build_.span = saved;
    }

    const std::vector<Partial> &partials_;
    NodeRef blocks_;
    const For &loop_;
};

} // namespace

NodeRef combine_partials(const std::vector<Partial> &partials, NodeRef blocks, const For &loop,
                         Builder &build) {
    return Combination(partials, blocks, loop, build).run();
}

} // namespace pragmac
