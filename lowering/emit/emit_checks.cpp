// Checks, prints and the way out after an error.
#include "emit_function.h"

#include "mutants.h"

#include <llvm/IR/MDBuilder.h>

#include <cstddef>

namespace pragmac {

llvm::Value *FunctionEmitter::frame_field(size_t offset) {
    return ir_.CreateConstInBoundsGEP1_64(ir_.getInt8Ty(), frame_, offset);
}

// Values as slots, in the order of the site's payload types.
std::vector<llvm::Value *> FunctionEmitter::slots_of(NodeList values) {
    std::vector<llvm::Value *> slots;
    for (NodeRef n : values) {
        Scalar value = expression(n);
        slots.push_back(part_to_slot(ir_, value.value, n->type.dtype));
        if (value.imaginary)
            slots.push_back(part_to_slot(ir_, value.imaginary, n->type.dtype));
    }
    return slots;
}

void FunctionEmitter::check(const Check &n) { fail_unless(integer(n.cond), n); }

// The payload is evaluated on the cold path only.
void FunctionEmitter::fail_unless(llvm::Value *ok, const Check &n) {
    int site = shared_.sites.add(n);
    if (auto *constant = llvm::dyn_cast<llvm::ConstantInt>(ok); constant && constant->isOne())
        return;
    llvm::BasicBlock *good = new_block("ok"), *bad = new_block("error");
    ir_.CreateCondBr(ok, good, bad, llvm::MDBuilder(ir_.getContext()).createLikelyBranchWeights());
    ir_.SetInsertPoint(bad);
    record(site, slots_of(n.payload));
    leave_after_error();
    ir_.SetInsertPoint(good);
}

void FunctionEmitter::fail_unless(llvm::Value *ok, int site,
                                  const std::vector<llvm::Value *> &payload) {
    llvm::BasicBlock *good = new_block("ok"), *bad = new_block("error");
    ir_.CreateCondBr(ok, good, bad, llvm::MDBuilder(ir_.getContext()).createLikelyBranchWeights());
    ir_.SetInsertPoint(bad);
    record(site, payload);
    leave_after_error();
    ir_.SetInsertPoint(good);
}

// The first error of a call of the iterations ends it; the runtime keeps the first of all calls.
void FunctionEmitter::record(int site, const std::vector<llvm::Value *> &payload) {
    internal_assert(payload.size() <= std::size(pragmac_error{}.payload),
                    "an error carries at most four slots");
    if (lane_failure_)
        return keep_failure(site, payload);
    if (shared_.target.device)
        return by_first_lane([&] { record_on_device(ir_.getInt32(site), payload); });
    auto field = [&](size_t offset) {
        return frame_field(offsetof(pragmac_frame, error) + offset);
    };
    bool lost = mutant(Mutant::error_iteration_lost);
    ir_.CreateStore(ir_.getInt32(site), field(offsetof(pragmac_error, site)));
    ir_.CreateStore(iteration_ && !lost ? iteration_ : ir_.getInt64(0),
                    field(offsetof(pragmac_error, iteration)));
    for (size_t i = 0; i < payload.size(); i++)
        ir_.CreateStore(payload[i], field(offsetof(pragmac_error, payload) + 8 * i));
}

void FunctionEmitter::leave_after_error() {
    if (iteration_)
        return jump_to(iteration_end_);
    release_down_to(0);
    return_status(1);
}

// A print that fails leaves the error to its caller, who finds the print's site in the frame.
void FunctionEmitter::print(const Print &n) {
    std::vector<llvm::Value *> values = slots_of(n.values);
    int site = shared_.sites.add(n);
    auto *type = llvm::ArrayType::get(ir_.getInt64Ty(), std::max<size_t>(values.size(), 1));
    llvm::Value *array = entry_.CreateAlloca(type);
    for (size_t i = 0; i < values.size(); i++)
        ir_.CreateStore(values[i], ir_.CreateConstInBoundsGEP1_64(ir_.getInt64Ty(), array, i));
    llvm::Value *function =
        ir_.CreateLoad(ir_.getPtrTy(), frame_field(offsetof(pragmac_frame, print)));
    fail_unless(ir_.CreateIsNull(call_print(function, site, array)), site, {});
}

llvm::CallInst *FunctionEmitter::call_print(llvm::Value *function, int site, llvm::Value *values) {
    auto *signature = llvm::FunctionType::get(
        ir_.getInt32Ty(), {ir_.getPtrTy(), ir_.getInt32Ty(), ir_.getPtrTy()}, false);
    llvm::CallInst *status =
        ir_.CreateCall(signature, function, {frame_, ir_.getInt32(site), values});
    status->setDoesNotThrow();
    return status;
}

// A note goes the way of a print, its amount in the place of a value. Callers without a print take
// none.
void FunctionEmitter::remember(const Remember &n) {
    int site = shared_.sites.add(n);
    llvm::Value *function =
        ir_.CreateLoad(ir_.getPtrTy(), frame_field(offsetof(pragmac_frame, print)));
    llvm::BasicBlock *taken = new_block("note"), *next = new_block("noted");
    ir_.CreateCondBr(ir_.CreateIsNotNull(function), taken, next);
    ir_.SetInsertPoint(taken);
    llvm::Value *amount = entry_.CreateAlloca(ir_.getInt64Ty());
    ir_.CreateStore(integer(n.amount), amount);
    call_print(function, site, amount);
    ir_.CreateBr(next);
    ir_.SetInsertPoint(next);
}

} // namespace pragmac
