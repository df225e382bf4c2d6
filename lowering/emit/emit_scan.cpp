// Running values over lanes: each lane gets what the lanes in front of it have together.
#include "emit_function.h"

namespace pragmac {

void FunctionEmitter::scan_in_turn(const ScanLanes &n) {
    DType d = n.cell->type.dtype;
    const CellValue &running = cells_.at(n.cell);
    for_each_lane(lanes_, [&] {
        llvm::Value *lane = ir_.CreateSub(ir_.getInt64(lanes_ - 1), lane_); // the first one first
        CellValue own = cell_of_lane(lane_cells_.at(n.own), d, lane);
        Scalar value = load_cell(own, d), before = load_cell(running, d);
        store_cell(own, before);
        store_cell(running, ops_.binary(n.op, before, value, d));
    });
}

// In rounds w = 1, 2, 4, …: lane k takes in lane k - w, which has the lanes from k - 2w + 1 on.
void FunctionEmitter::scan_lanes(const ScanLanes &n) {
    if (lanes_in_turn())
        return scan_in_turn(n);
    DType d = n.cell->type.dtype;
    CellValue cells = scratch_of_lanes(d), mine = cell_of_lane(cells, d, lane_);
    Scalar inclusive = load_cell(cells_.at(n.own), d), start = load_cell(cells_.at(n.cell), d);
    // What the lane `width` in front has, where there is one; `otherwise` in the first lanes.
    auto from_front = [&](int32_t width, auto &&made, const Scalar &otherwise) {
        llvm::Value *there = ir_.CreateICmpUGE(lane_, ir_.getInt64(width));
        llvm::Value *other = ir_.CreateSub(lane_, ir_.getInt64(width));
        llvm::Value *from = ir_.CreateSelect(there, other, lane_);
        Scalar value = made(load_cell(cell_of_lane(cells, d, from), d));
        return Scalar{ir_.CreateSelect(there, value.value, otherwise.value)};
    };
    for (int32_t width = 1; width < lanes_; width *= 2) {
        store_cell(mine, inclusive);
        wait_for_lanes();
        auto with = [&](Scalar other) { return ops_.binary(n.op, other, inclusive, d); };
        inclusive = from_front(width, with, inclusive);
        wait_for_lanes();
    }
    store_cell(mine, inclusive);
    wait_for_lanes();
    auto onto_start = [&](Scalar other) { return ops_.binary(n.op, start, other, d); };
    store_cell(cells_.at(n.own), from_front(1, onto_start, start));
    Scalar all = load_cell(cell_of_lane(cells, d, ir_.getInt64(lanes_ - 1)), d);
    store_cell(cells_.at(n.cell), onto_start(all));
    wait_for_lanes(); // the scratch memory is free again
}

} // namespace pragmac
