// Workers with lanes in OpenCL C: a group of threads, one per lane.
//
// All threads run the code between loops over lanes alike, each with its own scalars. The shape is
// that of emit_lanes.cpp, step by step: the same strips, the same order of combination, the same
// barriers.
#include "c_function.h"

#include "mutants.h"
#include "values.h"

#include <utility>

namespace pragmac {

namespace {

bool may_raise(NodeRef body) { return (effects_of(body) & raises) != 0; }

} // namespace

void CFunction::lanes_loop(const For &n) {
    KernelState &k = *kernel_;
    LaneLoop lanes;
    std::string lo = fixed(n.lo, "start"), step = fixed(n.step, "step");
    CText first{lo, c_unary}, hi = expression(n.hi), by{step, c_unary};
    std::string trip = names_.fresh("trip");
    line("const uint64_t " + trip + " = (uint64_t)" +
         scalars_.call("range_length", DType::i64, {first, hi, by}).text + ";");
    bool raises = may_raise(n.body);
    if (raises)
        open_lane_failure(lanes);
    lanes.position = names_.fresh("k");
    lanes.done = names_.fresh("strip_done");
    int64_t constant = 0;
    if (constant_i64(n.step, constant) && constant != 0)
        ranges_.bind_loop(n.var, n.lo, n.hi, constant);
    std::string stride = std::to_string(k.kernel->launch->mapping->lanes);
    line("for (uint64_t " + lanes.position + " = " + k.lane + "; " + lanes.position + " < " + trip +
         "; " + lanes.position + " += " + stride + ") {");
    line("    const int64_t " + names_.of(n.var) + " = (int64_t)((uint64_t)" +
         at_level(first, c_unary) + " + " + lanes.position + " * (uint64_t)" +
         at_level(by, c_unary) + ");");
    loops_++;
    lanes.scopes = scopes_.size();
    lanes.loops = loops_;
    LaneLoop *outer = std::exchange(lane_loop_, &lanes);
    loop_scopes_.push_back(scopes_.size());
    body_of(n.body);
    loop_scopes_.pop_back();
    lane_loop_ = outer;
    loops_--;
    line("}");
    ended_ = false;
    if (lanes.done_used)
        line(lanes.done + ":;");
    if (raises)
        leave_if_a_lane_failed(lanes);
}

void CFunction::open_lane_failure(LaneLoop &lanes) {
    lanes.failed_at = names_.fresh("failed_at");
    lanes.failed_site = names_.fresh("failed_site");
    lanes.failed_payload = names_.fresh("failed_payload");
    line("uint64_t " + lanes.failed_at + " = ~(uint64_t)0, " + lanes.failed_payload +
         "[4] = {0, 0, 0, 0};");
    line("int32_t " + lanes.failed_site + " = 0;");
}

// All lanes leave the worker's iteration together; the lane that failed first records why.
void CFunction::leave_if_a_lane_failed(const LaneLoop &lanes) {
    auto least = [](const CText &a, const CText &b) {
        return CText{"min(" + a.text + ", " + b.text + ")", c_primary};
    };
    std::string first = combined(DType::u64, lanes.failed_at, least);
    line("if (" + first + " != ~(uint64_t)0) {");
    depth_++;
    line("if (" + lanes.failed_at + " == " + first + ")");
    depth_++;
    std::vector<std::string> payload;
    for (int i = 0; i < 4; i++)
        payload.push_back(lanes.failed_payload + "[" + std::to_string(i) + "]");
    record(lanes.failed_site, payload);
    depth_--;
    leave_worker();
    depth_--;
    line("}");
}

void CFunction::lane_cell(const LaneCell &n) {
    DType d = n.var->type.dtype;
    line(std::string(c_type(d)) + " " + names_.of(n.var) + " = " + text_of(n.init) + ";");
}

std::string CFunction::scratch_of_lanes(DType d) {
    std::string name = "pragmac_lanes_" + std::string(name_of(d));
    if (kernel_->scratch.insert(d).second)
        kernel_->group_memory.push_back("__local " + std::string(c_type(d)) + " " + name + "[" +
                                        std::to_string(kernel_->kernel->launch->mapping->lanes) +
                                        "];");
    return name;
}

// The values of all lanes, combined as a tree: lane k takes in lane k + w for w half the lanes, ….
std::string CFunction::combined(DType d, const std::string &own, const Combination &op) {
    const std::string &lane = kernel_->lane;
    std::string scratch = scratch_of_lanes(d), width = names_.fresh("width");
    std::string mine = scratch + "[" + lane + "]", total = names_.fresh("combined");
    line(mine + " = " + own + ";");
    line("for (uint64_t " + width + " = " +
         std::to_string(kernel_->kernel->launch->mapping->lanes / 2) + "; " + width + " >= 1; " +
         width + " /= 2) {");
    depth_++;
    barrier();
    line("if (" + lane + " < " + width + ")");
    CText other{scratch + "[" + lane + " + " + width + "]", c_primary};
    line("    " + mine + " = " + op({mine, c_primary}, other).text + ";");
    depth_--;
    line("}");
    barrier();
    line("const " + std::string(c_type(d)) + " " + total + " = " + scratch + "[0];");
    barrier(); // the scratch memory is free again
    return total;
}

void CFunction::combine_lanes(const CombineLanes &n) {
    DType d = n.cell->type.dtype;
    auto op = [&](const CText &a, const CText &b) { return scalars_.combine(n.op, d, a, b); };
    std::string total = combined(d, names_.of(n.own), op);
    CText cell{names_.of(n.cell), c_primary};
    line(cell.text + " = " + op(cell, {total, c_primary}).text + ";");
}

// What one lane has in its scalar, for all of them.
void CFunction::take_lane(const TakeLane &n) {
    const KernelState &k = *kernel_;
    std::string scratch = scratch_of_lanes(n.cell->type.dtype);
    line("if (" + k.lane + " == ((uint64_t)" + at_level(expression(n.position), c_unary) + " & " +
         std::to_string(k.kernel->launch->mapping->lanes - 1) + "))");
    line("    " + scratch + "[0] = " + names_.of(n.own) + ";");
    barrier();
    line(names_.of(n.cell) + " = " + scratch + "[0];");
    barrier(); // the scratch memory is free again
}

// In rounds w = 1, 2, 4, …: lane k takes in lane k - w, which has the lanes from k - 2w + 1 on.
void CFunction::scan_lanes(const ScanLanes &n) {
    DType d = n.cell->type.dtype;
    const std::string &lane = kernel_->lane;
    std::string count = std::to_string(kernel_->kernel->launch->mapping->lanes);
    std::string scratch = scratch_of_lanes(d), width = names_.fresh("width");
    std::string mine = scratch + "[" + lane + "]", own = names_.of(n.own), cell = names_.of(n.cell);
    auto onto = [&](const std::string &a, const std::string &b) {
        return scalars_.combine(n.op, d, {a, c_primary}, {b, c_primary}).text;
    };
    line("for (uint64_t " + width + " = 1; " + width + " < " + count + "; " + width + " *= 2) {");
    depth_++;
    line(mine + " = " + own + ";");
    barrier();
    line("if (" + lane + " >= " + width + ")");
    line("    " + own + " = " + onto(scratch + "[" + lane + " - " + width + "]", own) + ";");
    barrier();
    depth_--;
    line("}");
    line(mine + " = " + own + ";");
    barrier();
    line(own + " = " + cell + ";");
    line("if (" + lane + " > 0)");
    line("    " + own + " = " + onto(cell, scratch + "[" + lane + " - 1]") + ";");
    line(cell + " = " + onto(cell, scratch + "[" + count + " - 1]") + ";");
    barrier(); // the scratch memory is free again
}

} // namespace pragmac
