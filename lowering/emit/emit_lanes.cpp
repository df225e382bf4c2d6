// Workers with lanes: one thread per lane, or one thread that runs the lanes in turn.
//
// Where each lane is a thread, all threads run the code between loops over lanes alike, each with
// its own cells. Where one thread runs them, it runs that code once and each loop over lanes lane
// by lane, the last one first: what a lane may only read behind a barrier is then wrong without it.
#include "choose_elements.h"
#include "emit_function.h"

#include "mutants.h"

#include <limits>

namespace pragmac {

namespace {

constexpr uint64_t no_position = std::numeric_limits<uint64_t>::max();

bool may_raise(NodeRef body) { return (effects_of(body) & raises) != 0; }

} // namespace

// ---- loops over lanes ----------------------------------------------------------------------

void FunctionEmitter::lanes_loop(const For &n) {
    llvm::Value *lo = integer(n.lo), *hi = integer(n.hi), *step = integer(n.step);
    llvm::Value *trip = ops_.range_length(lo, hi, step);
    LaneFailure failure{};
    bool raises = may_raise(n.body);
    if (raises)
        failure = no_failure();
    if (lanes_in_turn())
        for_each_lane(lanes_, [&] {
            for (const auto &[var, cells] : lane_cells_)
                cells_[var] = cell_of_lane(cells, var->type.dtype, lane_);
            lane_strip(n, lo, step, trip, raises ? &failure : nullptr);
        });
    else
        lane_strip(n, lo, step, trip, raises ? &failure : nullptr);
    if (raises)
        leave_if_a_lane_failed(failure);
}

// The lane's iterations: k = lane, lane + lanes, …
void FunctionEmitter::lane_strip(const For &n, llvm::Value *lo, llvm::Value *step,
                                 llvm::Value *trip, LaneFailure *failure) {
    int64_t stride = mutant(Mutant::lanes_skip_iterations) ? lanes_ + 1 : lanes_;
    strided_loop(
        lane_, trip, ir_.getInt64(stride),
        [&](llvm::Value *k, llvm::BasicBlock *done) {
            values_[n.var] = {ir_.CreateAdd(lo, ir_.CreateMul(k, step))};
            auto *outer_failure = std::exchange(lane_failure_, failure);
            auto *outer_position = std::exchange(lane_position_, k);
            Target outer_end = std::exchange(iteration_end_, Target{done, scopes_.size()});
            llvm::BasicBlock *next = new_block("lane_next");
            loop_body(n.body, done, next);
            lane_failure_ = outer_failure, lane_position_ = outer_position,
            iteration_end_ = outer_end;
            branch(next);
            ir_.SetInsertPoint(next);
        },
        straight_line(n.body) ? per_lane_ : 1);
}

// Lanes in turn: `f` for every lane, the last one first.
void FunctionEmitter::for_each_lane(int32_t lanes, const std::function<void()> &f) {
    llvm::BasicBlock *before = ir_.GetInsertBlock();
    llvm::BasicBlock *body = new_block("lane"), *done = new_block("lanes_done");
    ir_.CreateBr(body);
    ir_.SetInsertPoint(body);
    llvm::PHINode *left = ir_.CreatePHI(ir_.getInt64Ty(), 2); // lanes from 0 to this one
    left->addIncoming(ir_.getInt64(lanes), before);
    llvm::Value *outer = std::exchange(lane_, ir_.CreateSub(left, ir_.getInt64(1)));
    llvm::Value *here = lane_;
    f();
    lane_ = outer;
    left->addIncoming(here, ir_.GetInsertBlock());
    ir_.CreateCondBr(ir_.CreateIsNull(here), done, body);
    ir_.SetInsertPoint(done);
}

// What one lane does for all of them.
void FunctionEmitter::by_first_lane(const std::function<void()> &f) {
    if (!lanes_ || lanes_in_turn())
        return f();
    llvm::BasicBlock *first = new_block("first_lane"), *rest = new_block("all_lanes");
    ir_.CreateCondBr(ir_.CreateIsNull(lane_), first, rest);
    ir_.SetInsertPoint(first);
    f();
    ir_.CreateBr(rest);
    ir_.SetInsertPoint(rest);
}

// ---- values of the lanes -------------------------------------------------------------------

CellValue FunctionEmitter::cell_of_lane(const CellValue &cells, DType d, llvm::Value *lane) {
    llvm::Type *type = register_type(ir_.getContext(), d);
    CellValue cell{ir_.CreateInBoundsGEP(type, cells.slot, lane)};
    if (cells.imaginary)
        cell.imaginary = ir_.CreateInBoundsGEP(type, cells.imaginary, lane);
    return cell;
}

void FunctionEmitter::lane_cell(const LaneCell &n) {
    DType d = n.var->type.dtype;
    Scalar init = expression(n.init);
    if (!lanes_in_turn()) {
        cells_[n.var] = new_cell(d);
        return store_cell(cells_[n.var], init);
    }
    CellValue cells = lane_cells_[n.var] = cells_in_turn(d);
    for_each_lane(lanes_, [&] { store_cell(cell_of_lane(cells, d, lane_), init); });
}

// One value per lane, where one thread has them all.
CellValue FunctionEmitter::cells_in_turn(DType d) {
    auto *type = llvm::ArrayType::get(register_type(ir_.getContext(), d), lanes_);
    CellValue cells{entry_.CreateAlloca(type)};
    if (is_complex(d))
        cells.imaginary = entry_.CreateAlloca(type);
    return cells;
}

// ---- errors --------------------------------------------------------------------------------

FunctionEmitter::LaneFailure FunctionEmitter::no_failure() {
    constexpr unsigned payload_size = std::size(pragmac_device_error{}.payload);
    LaneFailure made{entry_.CreateAlloca(ir_.getInt64Ty()), entry_.CreateAlloca(ir_.getInt32Ty()),
                     entry_.CreateAlloca(llvm::ArrayType::get(ir_.getInt64Ty(), payload_size))};
    ir_.CreateStore(ir_.getInt64(no_position), made.position);
    return made;
}

// Of one lane (or of lanes in turn) the first in loop order stays.
void FunctionEmitter::keep_failure(int site, const std::vector<llvm::Value *> &payload) {
    const LaneFailure &failure = *lane_failure_;
    llvm::BasicBlock *keep = new_block("keep"), *kept = new_block("kept");
    llvm::Value *first = ir_.CreateLoad(ir_.getInt64Ty(), failure.position);
    llvm::Value *earlier = mutant(Mutant::last_lane_error_raised)
                               ? ir_.CreateOr(ir_.CreateICmpUGT(lane_position_, first),
                                              ir_.CreateICmpEQ(first, ir_.getInt64(no_position)))
                               : ir_.CreateICmpULT(lane_position_, first);
    ir_.CreateCondBr(earlier, keep, kept);
    ir_.SetInsertPoint(keep);
    ir_.CreateStore(lane_position_, failure.position);
    ir_.CreateStore(ir_.getInt32(site), failure.site);
    for (size_t i = 0; i < payload.size(); i++)
        ir_.CreateStore(payload[i], context_slot(failure.payload, i));
    ir_.CreateBr(kept);
    ir_.SetInsertPoint(kept);
}

// All lanes leave the worker's iteration together; the lane that failed first records why.
void FunctionEmitter::leave_if_a_lane_failed(const LaneFailure &failure) {
    constexpr unsigned payload_size = std::size(pragmac_device_error{}.payload);
    llvm::Value *mine = ir_.CreateLoad(ir_.getInt64Ty(), failure.position);
    llvm::Value *first = mine;
    if (!lanes_in_turn()) {
        auto least = [&](Scalar a, Scalar b) {
            return Scalar{ir_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, a.value, b.value)};
        };
        first = combined({failure.position}, DType::u64, least).value;
    }
    llvm::BasicBlock *failed = new_block("failed"), *go_on = new_block("no_lane_failed");
    ir_.CreateCondBr(ir_.CreateICmpEQ(first, ir_.getInt64(no_position)), go_on, failed);
    ir_.SetInsertPoint(failed);
    llvm::BasicBlock *tell = new_block("tell"), *told = new_block("told");
    ir_.CreateCondBr(ir_.CreateICmpEQ(mine, first), tell, told);
    ir_.SetInsertPoint(tell);
    std::vector<llvm::Value *> payload;
    for (unsigned i = 0; i < payload_size; i++)
        payload.push_back(ir_.CreateLoad(ir_.getInt64Ty(), context_slot(failure.payload, i)));
    record_on_device(ir_.CreateLoad(ir_.getInt32Ty(), failure.site), payload);
    ir_.CreateBr(told);
    ir_.SetInsertPoint(told);
    leave_after_error();
    ir_.SetInsertPoint(go_on);
}

} // namespace pragmac
