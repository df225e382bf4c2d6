// Two loops over lanes per strip: what each iteration adds, and then the iterations.
#include "share_out_scan.h"

#include "fields.h"
#include "mutants.h"
#include "reduction_plan.h"

namespace pragmac {
namespace {

class SharingOut {
  public:
    SharingOut(const LaneLoop &found, int32_t lanes, Builder &build)
        : loop_(*found.loop), scan_(*found.scan), scalars_(found.scalars), lanes_(lanes),
          build_(build) {}

    NodeRef run() {
        build_.span = loop_.span;
        lo_ = index("lo");
        NodeRef trip = index("trip"), strip = index("strip");
        NodeRef body = strip_of(strip, trip);
        build_.span = loop_.span;
        return build_.block({build_.let(lo_, loop_.lo),
                             build_.let(trip, build_.range_length(lo_, loop_.hi, loop_.step)),
                             build_.for_loop(strip, build_.i64(0), trip, build_.i64(lanes_),
                                             ForKind::serial, {}, body)});
    }

  private:
    NodeRef index(const char *name) { return build_.value_var(name, scalar(DType::i64)); }

    NodeRef strip_of(NodeRef first, NodeRef trip) {
        NodeRef end = index("end");
        NodeRef full = build_.binary(BinaryOp::add, first, build_.i64(lanes_));
        std::vector<NodeRef> body{build_.let(end, build_.binary(BinaryOp::np_min, full, trip)),
                                  own_values()};
        body.push_back(over_lanes(first, end, scan_.lets, build_.store(mine_, {}, scan_.value)));
        if (!mutant(Mutant::lanes_not_scanned))
            body.push_back(build_.scan_lanes(scan_.cell, scan_.op, mine_));
        body.push_back(iterations(first, end));
        return build_.block(body);
    }
    NodeRef own_values() {
        auto *cell = as<Var>(scan_.cell);
        mine_ = build_.cell_var(std::string(cell->info->name) + "_own", scan_.cell->type);
        return build_.lane_cell(
            mine_, identity_of(*associative(scan_.op), scan_.cell->type.dtype, build_));
    }

    // Of the loop's iterations number `first` to `end`, in the names of the loop.
    NodeRef over_lanes(NodeRef first, NodeRef end, std::vector<NodeRef> lets, NodeRef last) {
        NodeRef k = index("k");
        NodeRef value =
            build_.binary(BinaryOp::add, lo_, build_.binary(BinaryOp::mul, k, loop_.step));
        lets.insert(lets.begin(), build_.let(loop_.var, value));
        lets.push_back(last);
        return build_.clone(
            build_.for_loop(k, first, end, build_.i64(1), ForKind::lanes, {}, build_.block(lets)));
    }

    NodeRef iterations(NodeRef first, NodeRef end) {
        Substitution own{{scan_.cell, mine_}};
        std::vector<NodeRef> inside;
        for (const ScalarUse &use : scalars_) {
            if (use.cell == scan_.cell)
                continue;
            NodeRef mine = build_.cell_var("own", use.cell->type);
            own.emplace_back(use.cell, mine);
            inside.push_back(build_.alloc_cell(mine));
        }
        NodeRef body = substitute(build_, loop_.body, own);
        build_.span = loop_.span;
        return over_lanes(first, end, inside, body);
    }

    const For &loop_;
    const LaneScan &scan_;
    const std::vector<ScalarUse> &scalars_;
    int32_t lanes_;
    Builder &build_;
    NodeRef lo_ = nullptr, mine_ = nullptr;
};

} // namespace

NodeRef share_out_scan(const LaneLoop &found, int32_t lanes, Builder &build) {
    return SharingOut(found, lanes, build).run();
}

} // namespace pragmac
