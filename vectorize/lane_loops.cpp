// Asks dependence about the loops that were not asked for, and scalar_use about all of them.
#include "lane_loops.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"
#include "parallel_loops.h"
#include "reduction_plan.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// Independent as it stands, without a test and without stores that several iterations share.
bool shown_free(const For &loop, const Func *func, DependenceContext &context) {
    if (loop.clauses && loop.clauses->original)
        return false; // the copy for calls that the fast one is not for
    if (!combined_arrays(loop, context.function(func)).empty())
        return false; // its updates are right when their elements' copies are combined
    return is_free_as_it_stands(&loop, func, context);
}

// The extremum beside which others note something: with them it is the first in loop order.
bool leads(const ScalarUse &use, const std::vector<ScalarUse> &uses) {
    return std::any_of(uses.begin(), uses.end(),
                       [&](const ScalarUse &other) { return other.leader == use.cell; });
}

// What becomes of the scalars: each lane has its own, or they are combined (`may_combine`).
bool scalars_allow(const std::vector<ScalarUse> &uses, bool may_combine) {
    bool allowed = may_combine || mutant(Mutant::sums_spread_unasked);
    return std::all_of(uses.begin(), uses.end(), [&](const ScalarUse &use) {
        if (use.kind != ScalarUse::Kind::reduction)
            return use.kind != ScalarUse::Kind::carried;
        return use.leader || leads(use, uses) || (allowed && combined_by_lanes(use));
    });
}

// Known before the loop is entered, and so the same for all lanes.
bool known_size(const Alloc &alloc) {
    int64_t value = 0;
    return as<Var>(alloc.var)->info->workspace ||
           std::all_of(alloc.extents.begin(), alloc.extents.end(),
                       [&](NodeRef extent) { return constant_i64(extent, value); });
}

class Collector {
  public:
    Collector(const Func *func, DependenceContext &context) : func_(func), context_(context) {}
    std::vector<LaneLoop> found;

    void statement(NodeRef n) {
        if (n->type != no_type)
            return;
        if (auto *loop = as<For>(n); loop && take(*loop))
            return;
        for_each_child(n, [&](NodeRef child) { statement(child); });
    }

  private:
    bool take(const For &loop) {
        std::optional<LaneLoop> lane_loop = as_lane_loop(loop, func_, context_);
        if (lane_loop)
            found.push_back(std::move(*lane_loop));
        return lane_loop.has_value();
    }

    const Func *func_;
    DependenceContext &context_;
};

} // namespace

bool has_simd(const For &parallel) {
    bool found = false;
    walk(parallel.body, [&](NodeRef n) {
        auto *loop = as<For>(n);
        found = found || (loop && loop->kind == ForKind::simd);
    });
    return found;
}

bool combined_by_lanes(const ScalarUse &use) {
    return use.kind == ScalarUse::Kind::reduction && !use.leader && combining_operation(*use.op);
}

std::optional<LaneLoop> as_lane_loop(const For &loop, const Func *func,
                                     DependenceContext &context) {
    bool asked = loop.kind == ForKind::simd;
    bool proved = asked && loop.clauses && loop.clauses->proved;
    std::vector<ScalarUse> uses = scalar_uses(&loop, func, context);
    std::optional<LaneScan> scan;
    if (!scalars_allow(uses, asked)) {
        // `simd` asks for reductions in another order alone: with a scan it is declined.
        scan = asked ? std::nullopt : scan_pattern(loop, uses, context.function(func));
        if (!scan)
            return std::nullopt;
    }
    if (!proved && !shown_free(loop, func, context))
        return std::nullopt;
    return LaneLoop{&loop, asked, std::move(uses), std::move(scan)};
}

std::vector<LaneLoop> lane_loops(const For &parallel, const Func *func,
                                 DependenceContext &context) {
    Collector collector(func, context);
    collector.statement(parallel.body);
    return collector.found;
}

std::string lanes_obstacle(const For &parallel, const std::vector<LaneLoop> &loops) {
    std::string found;
    auto visit = [&](auto &self, NodeRef n) -> void {
        auto *loop = as<For>(n);
        if (loop && std::any_of(loops.begin(), loops.end(),
                                [&](const LaneLoop &l) { return l.loop == loop; }))
            return;
        if (auto *fetch = as<FetchUpdate>(n))
            found = "`" + name_in_source(fetch->array) +
                    "` gives old values of atomic updates to all lanes";
        if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array && !known_size(*alloc))
            found = "`" + name_in_source(alloc->var) +
                    "` is an array of each iteration, of a size that may differ between them";
        for_each_child(n, [&](NodeRef child) { self(self, child); });
    };
    visit(visit, parallel.body);
    return found;
}

} // namespace pragmac
