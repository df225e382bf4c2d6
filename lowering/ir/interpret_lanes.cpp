// Workers with lanes: each lane alone, one after the other, up to the next barrier.
//
// Code outside of loops over lanes is every lane's: it runs once, as all of them would do the same,
// and its reads count as those of a lane that is no other's. So a lane that read what another one
// wrote since the last barrier is a race, in whatever order the lanes run here.
#include "interpreter.h"

#include <algorithm>
#include <utility>

namespace pragmac {

void Interpreter::lane_runs(int64_t lane) {
    lanes_.current = lane;
    if (options_.check_races && lanes_.count > 1)
        checkers_.back().begin_iteration(lane);
}

bool Interpreter::Lanes::own(const std::byte *address) const {
    return std::any_of(arrays.begin(), arrays.end(), [&](const auto &array) {
        const ArrayView &v = array.second;
        return address >= v.data && address < v.data + v.size() * byte_size(v.dtype);
    });
}

// One iteration of the parallel loop. A worker's iterations follow each other without a barrier: in
// memory that all of them have, the accesses of the one before it are still unordered.
Flow Interpreter::run_worker(const Iterations &loop) {
    if (lanes_.loop != loop.loop) {
        lanes_ = {};
        lanes_.loop = loop.loop;
        lanes_.checker = RaceChecker::knowing(loop.loop, loop.body);
    }
    lanes_.count = loop.lanes;
    bool checks = options_.check_races && loop.lanes > 1;
    if (checks) {
        lanes_.checker->keep_accesses([&](const std::byte *at) { return lanes_.own(at); });
        checkers_.push_back(*lanes_.checker);
    }
    lane_runs(Lanes::all);
    Flow flow = run(loop.body);
    if (checks) {
        lanes_.checker = checkers_.back();
        checkers_.pop_back();
    }
    lanes_.count = 0;
    return flow;
}

// Of the errors of all lanes the first in loop order is raised.
Flow Interpreter::over_lanes(const Iterations &loop) {
    if (!lanes_.count || lanes_.current != Lanes::all)
        stop(loop.loop, "over lanes is not reached by all lanes of a worker");
    int64_t failed_at = loop.length;
    Raised error;
    for (int64_t lane : order_of(lanes_.count))
        one_lane(loop, lane, failed_at, error);
    lane_runs(Lanes::all);
    if (failed_at < loop.length)
        throw error;
    return Flow::next;
}

void Interpreter::one_lane(const Iterations &loop, int64_t lane, int64_t &failed_at,
                           Raised &error) {
    lane_runs(lane);
    for (auto &[cell, own] : lanes_.cells)
        cells_[cell] = own[static_cast<size_t>(lane)];
    size_t depth = loops_.size();
    for (int64_t k = lane; k < loop.length; k += lanes_.count) {
        enter_iteration(loop, k);
        try {
            Flow flow = run(loop.body);
            if (flow != Flow::next && flow != Flow::loop_continue)
                fault(loop.loop, "is left by a jump out of one of its lanes");
        } catch (const Raised &raised) {
            if (k < failed_at)
                failed_at = k, error = raised;
            k = loop.length; // the lane is done
        }
        loops_.resize(depth);
    }
    for (auto &[cell, own] : lanes_.cells)
        own[static_cast<size_t>(lane)] = cells_[cell];
}

Flow Interpreter::rule(const LaneCell &n) {
    if (!lanes_.count)
        stop(&n, "stands outside of a worker with lanes");
    lanes_.cells[n.var].assign(static_cast<size_t>(lanes_.count), {value(n.init), true});
    return Flow::next;
}

std::vector<Interpreter::Cell> &Interpreter::values_of_lanes(NodeRef own, NodeRef where) {
    auto found = lanes_.cells.find(own);
    if (found == lanes_.cells.end() || lanes_.current != Lanes::all)
        stop(where, "is not reached by all lanes of a worker");
    return found->second;
}

Flow Interpreter::rule(const CombineLanes &n) {
    DType d = n.cell->type.dtype;
    std::vector<Bits> values;
    for (const Cell &cell : values_of_lanes(n.own, &n))
        values.push_back(cell.bits);
    for (size_t width = values.size() / 2; width >= 1; width /= 2)
        for (size_t lane = 0; lane < width; lane++)
            values[lane] = binary_value(n.op, d, values[lane], values[lane + width]);
    cells_[n.cell] = {binary_value(n.op, d, read_cell(n.cell, &n), values[0]), true};
    return Flow::next;
}

Flow Interpreter::rule(const ScanLanes &n) {
    Bits running = read_cell(n.cell, &n);
    for (Cell &own : values_of_lanes(n.own, &n)) {
        Bits value = std::exchange(own.bits, running);
        running = binary_value(n.op, n.cell->type.dtype, running, value);
    }
    cells_[n.cell] = {running, true};
    return Flow::next;
}

Flow Interpreter::rule(const TakeLane &n) {
    const std::vector<Cell> &values = values_of_lanes(n.own, &n);
    int64_t position = integer(n.position);
    if (position < 0)
        stop(&n, "takes the value of no lane");
    cells_[n.cell] = values[static_cast<size_t>(position % lanes_.count)];
    return Flow::next;
}

Flow Interpreter::rule(const Barrier &n) {
    if (!lanes_.count || lanes_.current != Lanes::all)
        stop(&n, "is not reached by all lanes of a worker");
    if (options_.check_races && lanes_.count > 1)
        checkers_.back().forget_accesses();
    return Flow::next;
}

} // namespace pragmac
