// A lane keeps beside such a scalar the position (0, 1, 2, … in loop order) that it got it at.
//
//     if x[j] > m: m = x[j]; k = j         lane_cell m_own = -inf, k_own = 0, m_at = never
//                                          for j in range(n) over lanes:
//                                              if x[j] > m_own: m_own = x[j]; m_at = j; k_own = j
//                                          best = the maximum of m_own
//                                   ->     over lanes: if m_own != best: m_at = never
//                                          first = the minimum of m_at
//                                          if best > m:
//                                              m, k = m_own, k_own of the lane of iteration first
//
// Legal because a lane's strict comparison keeps the first of its equal extrema: of those of all
// lanes, the least position is the first in loop order. A NaN never wins a comparison, so that no
// lane has one. Positions are integers, whose maxima and minima are exact.
#include "share_out_loop.h"

#include "fields.h"
#include "mutants.h"
#include "reduction_plan.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

namespace pragmac {
namespace {

constexpr int64_t none_yet = -1, never = std::numeric_limits<int64_t>::max();

class SharingOut {
  public:
    SharingOut(const LaneLoop &found, int32_t lanes, Builder &build)
        : loop_(*found.loop), scalars_(found.scalars), lanes_(lanes), build_(build), lo_(loop_.lo),
          hi_(loop_.hi) {}

    std::vector<NodeRef> run() {
        build_.span = loop_.span;
        if (std::any_of(scalars_.begin(), scalars_.end(),
                        [&](const ScalarUse &use) { return needs_positions(use); }))
            lo_ = let("lo", loop_.lo), hi_ = let("hi", loop_.hi); // read once, as Python does
        for (const ScalarUse &use : scalars_)
            give_lanes(use);
        for (const ScalarUse &use : scalars_)
            take_back(use);
        std::vector<NodeRef> body = inside_;
        body.push_back(noting_positions(substitute(build_, loop_.body, own_)));
        build_.span = loop_.span;
        out_.push_back(build_.for_loop(loop_.var, lo_, hi_, loop_.step, ForKind::lanes, {},
                                       build_.block(body)));
        out_.insert(out_.end(), behind_.begin(), behind_.end());
        return out_;
    }

  private:
    using Kind = ScalarUse::Kind;

    NodeRef let(const char *name, NodeRef value) {
        NodeRef var = build_.value_var(name, value->type);
        out_.push_back(build_.let(var, value));
        return var;
    }
    static std::string name_of(NodeRef cell) { return std::string(as<Var>(cell)->info->name); }
    bool leads(const ScalarUse &use) const {
        return std::any_of(scalars_.begin(), scalars_.end(),
                           [&](const ScalarUse &other) { return other.leader == use.cell; });
    }
    bool needs_positions(const ScalarUse &use) const {
        return use.kind == Kind::last || (use.kind == Kind::private_ && use.live_after) ||
               use.leader;
    }

    // ---- in front of the loop: a cell for every lane -----------------------------------------

    void give_lanes(const ScalarUse &use) {
        if (use.kind == Kind::private_ && mutant(Mutant::lanes_share_scalars))
            return;
        NodeRef mine = build_.cell_var(name_of(use.cell) + "_own", use.cell->type);
        own_.emplace_back(use.cell, mine);
        if (use.kind == Kind::private_ && !use.live_after)
            return inside_.push_back(build_.alloc_cell(mine));
        out_.push_back(build_.lane_cell(mine, start_of(use)));
        if (use.kind == Kind::last)
            keep_position(use, mine, none_yet);
        else if (leads(use))
            keep_position(use, mine, never);
    }
    void keep_position(const ScalarUse &use, NodeRef mine, int64_t start) {
        NodeRef at = build_.cell_var(name_of(use.cell) + "_at", scalar(DType::i64));
        out_.push_back(build_.lane_cell(at, build_.i64(start)));
        positions_[mine] = at;
    }
    NodeRef start_of(const ScalarUse &use) {
        DType d = use.cell->type.dtype;
        if (use.kind != Kind::reduction || use.leader)
            return build_.constant(scalar(d), {}); // only taken from a lane that has assigned it
        return mutant(Mutant::lanes_start_from_cell) ? build_.load(use.cell)
                                                     : identity_of(*use.op, d, build_);
    }
    NodeRef own(NodeRef cell) const {
        auto it = std::find_if(own_.begin(), own_.end(),
                               [&](const auto &pair) { return pair.first == cell; });
        return it == own_.end() ? nullptr : it->second;
    }

    // ---- in it: each assignment's position ---------------------------------------------------

    NodeRef noting_positions(NodeRef n) {
        if (n->type != no_type || positions_.empty())
            return n;
        auto *store = as<Store>(n);
        auto at = positions_.find(store ? store->array : nullptr);
        if (at == positions_.end())
            return build_.map_children(n, [&](NodeRef child) { return noting_positions(child); });
        build_.span = n->span;
        return build_.block({n, build_.store(at->second, {}, position())});
    }
    // (var - lo) / step, unsigned: it is exact however far the bounds are apart.
    NodeRef position() {
        int64_t step = 0;
        internal_assert(constant_i64(loop_.step, step) && step != 0, "a loop without a step");
        NodeRef from = step > 0 ? lo_ : loop_.var, to = step > 0 ? loop_.var : lo_;
        NodeRef distance = build_.binary(BinaryOp::sub, to, from);
        if (step == 1 || step == -1)
            return distance;
        auto as_u64 = [&](NodeRef x) { return build_.cast(x, scalar(DType::u64), CastMode::wrap); };
        NodeRef size = build_.i64(step > 0 ? step : static_cast<int64_t>(-uint64_t(step)));
        return build_.cast(build_.binary(BinaryOp::floor_div, as_u64(distance), as_u64(size)),
                           scalar(DType::i64), CastMode::wrap);
    }

    // ---- behind it: one value again ----------------------------------------------------------

    void take_back(const ScalarUse &use) {
        if (use.kind == Kind::private_ && use.live_after)
            return last_iteration(use);
        if (use.kind == Kind::last)
            return last_assigned(use);
        if (use.kind != Kind::reduction || use.leader || mutant(Mutant::lanes_not_combined))
            return; // no value to give, or with its leader's
        if (leads(use))
            return first_extremum(use);
        if (const Check *check = overflow_check(loop_, use.cell))
            return without_wrapping(use, *check);
        behind_.push_back(
            build_.combine_lanes(use.cell, *combining_operation(*use.op), own(use.cell)));
    }

    NodeRef take(const ScalarUse &use, NodeRef position) {
        if (mutant(Mutant::last_lane_gives_values))
            position = build_.i64(lanes_ - 1);
        return build_.take_lane(use.cell, own(use.cell), position);
    }
    void when(NodeRef cond, const std::vector<NodeRef> &then) {
        behind_.push_back(build_.if_then(cond, build_.block(then)));
    }
    // A cell of all lanes: op over `start` and what each of them has in `mine`.
    NodeRef combined(const char *name, NodeRef start, BinaryOp op, NodeRef mine) {
        NodeRef cell = build_.cell_var(name, mine->type);
        behind_.push_back(build_.alloc_cell(cell, start));
        behind_.push_back(build_.combine_lanes(cell, op, mine));
        return build_.load(cell);
    }

    // ---- Python ints, which raise where they would wrap --------------------------------------

    void without_wrapping(const ScalarUse &use, const Check &check) {
        if (*use.op == ReductionKind::add && !mutant(Mutant::lanes_wrap_ints))
            sum_of_halves(use, check);
        else if (*use.op == ReductionKind::mul && !mutant(Mutant::lanes_wrap_ints))
            product_in_turn(use, check);
        else
            behind_.push_back(
                build_.combine_lanes(use.cell, *combining_operation(*use.op), own(use.cell)));
    }
    void must_hold(NodeRef cond, const Check &check, std::vector<NodeRef> &out) {
        Span saved = std::exchange(build_.span, check.span);
        out.push_back(build_.check(cond, check.exception, check.message));
        build_.span = saved;
    }
    NodeRef high(NodeRef x) { return build_.binary(BinaryOp::shr, x, build_.i64(32)); }
    NodeRef low(NodeRef x) {
        return build_.binary(BinaryOp::bit_and, x, build_.i64((int64_t{1} << 32) - 1));
    }

    // x = high(x) * 2^32 + low(x): sums of either over all lanes are far from wrapping.
    void sum_of_halves(const ScalarUse &use, const Check &check) {
        NodeRef mine = own(use.cell), start = build_.load(use.cell);
        NodeRef upper = build_.cell_var("upper", mine->type);
        NodeRef lower = build_.cell_var("lower", mine->type);
        for (NodeRef half : {upper, lower})
            behind_.push_back(build_.lane_cell(half, build_.i64(0)));
        behind_.push_back(by_each_lane({build_.store(upper, {}, high(build_.load(mine))),
                                        build_.store(lower, {}, low(build_.load(mine)))}));
        NodeRef uppers = combined("uppers", high(start), BinaryOp::add, upper);
        NodeRef lowers = combined("lowers", low(start), BinaryOp::add, lower);
        NodeRef top = build_.value_var("top", mine->type);
        behind_.push_back(build_.let(top, build_.binary(BinaryOp::add, uppers, high(lowers))));
        must_hold(build_.fits(top, DType::i32), check, behind_);
        NodeRef shifted = build_.binary(BinaryOp::mul, top, build_.i64(int64_t{1} << 32));
        behind_.push_back(
            build_.store(use.cell, {}, build_.binary(BinaryOp::add, shifted, low(lowers))));
    }
    void product_in_turn(const ScalarUse &use, const Check &check) {
        NodeRef lane = build_.value_var("lane", scalar(DType::i64));
        NodeRef part = build_.cell_var("part", use.cell->type);
        NodeRef product = build_.load(use.cell), factor = build_.load(part);
        std::vector<NodeRef> body{build_.alloc_cell(part),
                                  build_.take_lane(part, own(use.cell), lane)};
        must_hold(build_.compare(CompareOp::mul_fits, product, factor), check, body);
        body.push_back(build_.store(use.cell, {}, build_.binary(BinaryOp::mul, product, factor)));
        behind_.push_back(build_.for_loop(lane, build_.i64(0), build_.i64(lanes_), build_.i64(1),
                                          ForKind::serial, {}, build_.block(body)));
    }

    // ---- values of one iteration -------------------------------------------------------------

    // Every iteration assigns it: the last one's lane has it.
    void last_iteration(const ScalarUse &use) {
        if (!own(use.cell) || mutant(Mutant::lanes_lose_last_value))
            return;
        NodeRef trip = let("trip", build_.range_length(lo_, hi_, loop_.step));
        when(build_.compare(CompareOp::gt, trip, build_.i64(0)),
             {take(use, build_.binary(BinaryOp::sub, trip, build_.i64(1)))});
    }

    void last_assigned(const ScalarUse &use) {
        NodeRef at =
            combined("last", build_.i64(none_yet), BinaryOp::np_max, positions_.at(own(use.cell)));
        when(build_.compare(CompareOp::gt, at, build_.i64(none_yet)), {take(use, at)});
    }

    void first_extremum(const ScalarUse &use) {
        NodeRef mine = own(use.cell), at = positions_.at(mine);
        NodeRef best = combined("best", identity_of(*use.op, use.cell->type.dtype, build_),
                                *combining_operation(*use.op), mine);
        if (!mutant(Mutant::losing_lanes_give_positions))
            behind_.push_back(losers_forget(mine, best, at));
        NodeRef first = combined("first", build_.i64(never), BinaryOp::np_min, at);
        std::vector<NodeRef> taken;
        ReductionKind order{};
        for (const ScalarUse &follower : scalars_)
            if (follower.leader == use.cell) {
                order = *follower.op;
                if (!mutant(Mutant::followers_forgotten))
                    taken.push_back(take(follower, first));
            }
        NodeRef wins_over_start = wins(order, build_.load(use.cell), best, build_);
        taken.push_back(take(use, first));
        when(wins_over_start, taken);
    }
    // As many iterations as lanes: each of them runs one.
    NodeRef by_each_lane(const std::vector<NodeRef> &statements) {
        NodeRef lane = build_.value_var("lane", scalar(DType::i64));
        return build_.for_loop(lane, build_.i64(0), build_.i64(lanes_), build_.i64(1),
                               ForKind::lanes, {}, build_.block(statements));
    }
    NodeRef losers_forget(NodeRef mine, NodeRef best, NodeRef at) {
        NodeRef loses = build_.compare(CompareOp::ne, build_.load(mine), best);
        NodeRef forget =
            build_.if_then(loses, build_.block({build_.store(at, {}, build_.i64(never))}));
        return by_each_lane({forget});
    }

    const For &loop_;
    const std::vector<ScalarUse> &scalars_;
    int32_t lanes_;
    Builder &build_;
    NodeRef lo_, hi_;
    Substitution own_; // each lane's cell for the scalar
    std::unordered_map<NodeRef, NodeRef> positions_; // by the lane's cell
    std::vector<NodeRef> out_, inside_, behind_;
};

} // namespace

std::vector<NodeRef> share_out_loop(const LaneLoop &found, int32_t lanes, Builder &build) {
    return SharingOut(found, lanes, build).run();
}

} // namespace pragmac
