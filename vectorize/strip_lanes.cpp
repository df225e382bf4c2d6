// One rewrite of each loop.
//
//     s = 0.0                       s = 0.0
//     #pragma simd                  strips = n / 32
//     for j in range(n):            if strips > 0:
//         s += x[j]                     alloc s_lanes[32]; over a strip: s_lanes[l] = -0.0
//                                       for k in range(strips):
//                            ->             for l in range(32) simd: s_lanes[l] += x[32 * k + l]
//                                       for half in 16, 8, 4, 2, 1:
//                                           for l in range(half) simd: s_lanes[l] += s_lanes[l +
//                                           half]
//                                       s += s_lanes[0]
//                                   for j in range(32 * strips, n): s += x[j]
//
// Legal because the loop's iterations are shown to be independent but for its reductions, whose
// order its directive leaves open. An iteration works on a scalar of its own between reading its
// lane's value and writing it back: conditions inside then choose values, where conditional stores
// would have to reach memory.
#include "strip_lanes.h"

#include "mutants.h"
#include "reduction_plan.h"

#include <string>
#include <utility>

namespace pragmac {
namespace {

class Stripping {
  public:
    Stripping(const Strips &strips, Builder &build)
        : loop_(*strips.loop.loop), scalars_(strips.loop.scalars), width_(strips.width),
          build_(build) {}

    NodeRef run() {
        build_.span = loop_.span;
        lo_ = let("lo", loop_.lo), hi_ = let("hi", loop_.hi); // read once, as Python does
        NodeRef trip = build_.range_length(lo_, hi_, loop_.step);
        NodeRef width = build_.i64(width_);
        NodeRef strips = let("strips", build_.binary(BinaryOp::floor_div, trip, width));
        NodeRef rest = build_.binary(BinaryOp::mul, strips, width);
        NodeRef first = let("rest", at(rest)); // of the iterations that fill no strip
        std::vector<NodeRef> full = full_strips(strips);
        build_.span = loop_.span;
        out_.push_back(build_.if_then(build_.compare(CompareOp::gt, strips, build_.i64(0)),
                                      build_.block(full)));
        out_.push_back(build_.clone(
            build_.for_loop(loop_.var, first, hi_, loop_.step, ForKind::serial, {}, loop_.body)));
        return build_.block(out_);
    }

  private:
    NodeRef let(const char *name, NodeRef value) {
        NodeRef var = build_.value_var(name, value->type);
        out_.push_back(build_.let(var, value));
        return var;
    }
    // The loop's variable in its k-th iteration.
    NodeRef at(NodeRef k) {
        return build_.binary(BinaryOp::add, lo_, build_.binary(BinaryOp::mul, k, loop_.step));
    }
    NodeRef over_lanes(NodeRef lane, int32_t count, const std::vector<NodeRef> &body) {
        Clauses clauses;
        clauses.proved = true;
        clauses.simd = width_;
        return build_.for_loop(lane, build_.i64(0), build_.i64(count), build_.i64(1), ForKind::simd,
                               clauses, build_.block(body));
    }
    NodeRef new_lane() { return build_.value_var("lane", scalar(DType::i64)); }

    struct Lanes {
        const ScalarUse &use;
        NodeRef values; // an array, one element per lane
        NodeRef mine; // a cell in an iteration
    };

    std::vector<NodeRef> full_strips(NodeRef strips) {
        std::vector<NodeRef> out;
        std::vector<Lanes> all;
        for (const ScalarUse &use : scalars_) {
            if (use.kind != ScalarUse::Kind::reduction)
                continue;
            std::string name(as<Var>(use.cell)->info->name);
            DType d = use.cell->type.dtype;
            NodeRef values = build_.array_var(name + "_lanes", d, 1);
            out.push_back(build_.alloc_array(values, {build_.i64(width_)}, Fill::none));
            all.push_back({use, values, build_.cell_var(name + "_own", use.cell->type)});
        }
        NodeRef lane = new_lane();
        std::vector<NodeRef> starts;
        for (const Lanes &l : all)
            starts.push_back(build_.store(l.values, {lane}, start_of(l.use)));
        out.push_back(over_lanes(lane, width_, starts));
        out.push_back(strip_loop(strips, all));
        for (int32_t half = width_ / 2; half >= 1; half /= 2)
            out.push_back(halved(all, half));
        for (const Lanes &l : all)
            out.push_back(build_.store(l.use.cell, {},
                                       combine(*l.use.op, build_.load(l.use.cell),
                                               build_.load(l.values, {build_.i64(0)}), build_)));
        return out;
    }
    NodeRef start_of(const ScalarUse &use) {
        return mutant(Mutant::strips_start_from_cell)
                   ? build_.load(use.cell)
                   : identity_of(*use.op, use.cell->type.dtype, build_);
    }

    NodeRef strip_loop(NodeRef strips, const std::vector<Lanes> &all) {
        NodeRef strip = build_.value_var("strip", scalar(DType::i64)), lane = new_lane();
        NodeRef before = build_.binary(BinaryOp::mul, strip, build_.i64(width_));
        std::vector<NodeRef> body{
            build_.let(loop_.var, at(build_.binary(BinaryOp::add, before, lane)))};
        Substitution own;
        for (const ScalarUse &use : scalars_)
            if (use.kind == ScalarUse::Kind::private_) {
                own.emplace_back(use.cell,
                                 build_.cell_var(as<Var>(use.cell)->info->name, use.cell->type));
                body.push_back(build_.alloc_cell(own.back().second));
            }
        for (const Lanes &l : all) {
            own.emplace_back(l.use.cell, l.mine);
            body.push_back(build_.alloc_cell(l.mine, build_.load(l.values, {lane})));
        }
        body.push_back(substitute(build_, loop_.body, own));
        build_.span = loop_.span;
        for (const Lanes &l : all)
            body.push_back(build_.store(l.values, {lane}, build_.load(l.mine)));
        NodeRef one_strip = build_.block({over_lanes(lane, width_, body)});
        return build_.for_loop(strip, build_.i64(0), strips, build_.i64(1), ForKind::serial, {},
                               one_strip);
    }

    // values[l] = values[l] op values[l + half], for every l below half.
    NodeRef halved(const std::vector<Lanes> &all, int32_t half) {
        NodeRef lane = new_lane();
        NodeRef other = build_.binary(BinaryOp::add, lane, build_.i64(half));
        std::vector<NodeRef> body;
        for (const Lanes &l : all)
            body.push_back(build_.store(l.values, {lane},
                                        combine(*l.use.op, build_.load(l.values, {lane}),
                                                build_.load(l.values, {other}), build_)));
        return over_lanes(lane, half, body);
    }

    const For &loop_;
    const std::vector<ScalarUse> &scalars_;
    int32_t width_;
    Builder &build_;
    NodeRef lo_ = nullptr, hi_ = nullptr;
    std::vector<NodeRef> out_;
};

NodeRef rewrite(NodeRef n, Builder &build, const StripsOfLoops &strips) {
    if (n->type != no_type)
        return n;
    auto found = strips.find(as<For>(n));
    if (found != strips.end())
        return Stripping(found->second, build).run();
    return build.map_children(n, [&](NodeRef child) { return rewrite(child, build, strips); });
}

} // namespace

const Func *strip_lanes(const Func *func, Builder &build, const StripsOfLoops &strips) {
    return strips.empty() ? func : build.with_body(func, rewrite(func->body, build, strips));
}

} // namespace pragmac
