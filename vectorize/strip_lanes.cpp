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
//
// Where the loop waits for its loads, the full strips begin `ahead` iterations later, at a cache
// line. The lanes then lie that far turned: lane l has the values of position (l + ahead) % 32.
// What comes before is done by the last lanes first, what is left by the first ones afterwards,
// and the lanes are turned back before they are combined: each position has seen what it would
// have seen otherwise, in the same order, so that no bit depends on where arrays lie.
#include "strip_lanes.h"

#include "line_start.h"
#include "mutants.h"
#include "reduction_plan.h"

#include <functional>
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
            all.push_back({use, values});
        }
        NodeRef lane = new_lane();
        std::vector<NodeRef> starts;
        for (const Lanes &l : all)
            starts.push_back(build_.store(l.values, {lane}, start_of(l.use)));
        out.push_back(over_lanes(lane, width_, starts));
        NodeRef ahead = strips_from_line(strips, out);
        if (ahead) {
            auto before = [&](NodeRef l) {
                return build_.compare(CompareOp::ge, l, first_lane(ahead));
            };
            NodeRef first = build_.binary(BinaryOp::sub, ahead, build_.i64(width_));
            out.push_back(if_any(ahead, {one_strip(all, first, before)}));
        }
        NodeRef left = ahead ? full_from_line(strips, ahead, out) : strips;
        out.push_back(strip_loop(left, ahead, all));
        if (ahead) {
            auto behind = [&](NodeRef l) {
                return build_.compare(CompareOp::lt, l, first_lane(ahead));
            };
            NodeRef done = build_.binary(BinaryOp::mul, left, build_.i64(width_));
            std::vector<NodeRef> rest{
                one_strip(all, build_.binary(BinaryOp::add, ahead, done), behind)};
            for (const Lanes &l : all)
                turn_back(l, ahead, rest);
            out.push_back(if_any(ahead, rest));
        }
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

    // ---- strips that begin at a cache line ----------------------------------------------

    static constexpr int64_t line = 64; // bytes
    static constexpr int64_t least_strips = 64; // shorter loops are over before it pays

    // How many iterations the full strips begin later, or null: nothing says where a line begins.
    NodeRef strips_from_line(NodeRef strips, std::vector<NodeRef> &out) {
        NodeRef address = address_of_first(loop_, lo_, build_);
        if (!address)
            return nullptr;
        int64_t size = byte_size(as<Var>(as<Address>(address)->array)->type.dtype);
        int64_t per_line = line / size;
        if (per_line > width_)
            return nullptr;
        NodeRef bytes =
            build_.binary(BinaryOp::bit_and, build_.binary(BinaryOp::sub, build_.i64(0), address),
                          build_.i64(line - 1));
        // An array that is not aligned to its elements never gets to a line; it turns all the same.
        NodeRef count = build_.binary(BinaryOp::floor_div, bytes, build_.i64(size));
        NodeRef many = build_.compare(CompareOp::ge, strips, build_.i64(least_strips));
        NodeRef ahead = build_.value_var("ahead", scalar(DType::i64));
        out.push_back(build_.let(ahead, build_.select(many, count, build_.i64(0))));
        return ahead;
    }
    NodeRef full_from_line(NodeRef strips, NodeRef ahead, std::vector<NodeRef> &out) {
        NodeRef left = build_.value_var("full", scalar(DType::i64));
        NodeRef some = build_.compare(CompareOp::gt, ahead, build_.i64(0));
        NodeRef less = build_.binary(BinaryOp::sub, strips, build_.i64(1));
        out.push_back(build_.let(left, build_.select(some, less, strips)));
        return left;
    }
    NodeRef if_any(NodeRef ahead, const std::vector<NodeRef> &body) {
        return build_.if_then(build_.compare(CompareOp::gt, ahead, build_.i64(0)),
                              build_.block(body));
    }
    // The lane that position 0 lies in: the lanes from it on come before the line (ahead > 0).
    NodeRef first_lane(NodeRef ahead) {
        return build_.binary(BinaryOp::sub, build_.i64(width_), ahead);
    }
    // values[p] = the lane of position p. Of two copies, one behind the other, so that the turn is
    // loads of neighbours and no gather.
    void turn_back(const Lanes &l, NodeRef ahead, std::vector<NodeRef> &out) {
        NodeRef twice = build_.array_var("turned", l.use.cell->type.dtype, 1);
        out.push_back(build_.alloc_array(twice, {build_.i64(2 * width_)}, Fill::none));
        for (int64_t copy : {0, 1}) {
            NodeRef lane = new_lane();
            NodeRef to = build_.binary(BinaryOp::add, lane, build_.i64(copy * width_));
            out.push_back(over_lanes(lane, width_,
                                     {build_.store(twice, {to}, build_.load(l.values, {lane}))}));
        }
        NodeRef lane = new_lane(),
                by = mutant(Mutant::lanes_stay_turned) ? build_.i64(0) : first_lane(ahead);
        NodeRef from = build_.binary(BinaryOp::add, by, lane);
        out.push_back(
            over_lanes(lane, width_, {build_.store(l.values, {lane}, build_.load(twice, {from}))}));
    }

    // ---- strips -------------------------------------------------------------------------

    // The strips from iteration `ahead` on (null: from the first).
    NodeRef strip_loop(NodeRef strips, NodeRef ahead, const std::vector<Lanes> &all) {
        NodeRef strip = build_.value_var("strip", scalar(DType::i64));
        NodeRef before = build_.binary(BinaryOp::mul, strip, build_.i64(width_));
        if (ahead)
            before = build_.binary(BinaryOp::add, ahead, before);
        return build_.for_loop(strip, build_.i64(0), strips, build_.i64(1), ForKind::serial, {},
                               build_.block({one_strip(all, before, nullptr)}));
    }

    // The iterations from `first` on, of the lanes for which `takes_part` holds (null: of all).
    NodeRef one_strip(const std::vector<Lanes> &all, NodeRef first,
                      const std::function<NodeRef(NodeRef)> &takes_part) {
        NodeRef lane = new_lane();
        NodeRef var = build_.value_var(as<Var>(loop_.var)->info->name, loop_.var->type);
        std::vector<NodeRef> body{build_.let(var, at(build_.binary(BinaryOp::add, first, lane)))};
        Substitution own{{loop_.var, var}};
        for (const ScalarUse &use : scalars_)
            if (use.kind == ScalarUse::Kind::private_) {
                own.emplace_back(use.cell,
                                 build_.cell_var(as<Var>(use.cell)->info->name, use.cell->type));
                body.push_back(build_.alloc_cell(own.back().second));
            }
        std::vector<NodeRef> mine;
        for (const Lanes &l : all) {
            std::string name(as<Var>(l.use.cell)->info->name);
            mine.push_back(build_.cell_var(name + "_own", l.use.cell->type));
            own.emplace_back(l.use.cell, mine.back());
            body.push_back(build_.alloc_cell(mine.back(), build_.load(l.values, {lane})));
        }
        NodeRef work = build_.clone(substitute(build_, loop_.body, own));
        body.push_back(takes_part ? build_.if_then(takes_part(lane), work) : work);
        build_.span = loop_.span;
        for (size_t k = 0; k < all.size(); k++)
            body.push_back(build_.store(all[k].values, {lane}, build_.load(mine[k])));
        return over_lanes(lane, width_, body);
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
