// Results: scalars and local arrays into the slots behind the parameters.
#include "emit_function.h"

namespace pragmac {

void FunctionEmitter::return_status(int status) {
    if (function_->getReturnType()->isVoidTy())
        ir_.CreateRetVoid();
    else
        ir_.CreateRet(ir_.getInt32(status));
}

// A local array that is returned leaves the frame before the frame's memory is released; an
// argument that is returned is the caller's own object.
void FunctionEmitter::return_values(const Return &n) {
    std::vector<llvm::Value *> slots;
    for (NodeRef value : n.values) {
        if (!value->type.array) {
            for (llvm::Value *slot : slots_of({&value, 1}))
                slots.push_back(slot);
            continue;
        }
        const ArrayValue &array = arrays_.at(value);
        if (!as<Var>(value)->info->parameter) {
            llvm::FunctionCallee detach = shared_.module.getOrInsertFunction(
                "pragmac_detach", ir_.getVoidTy(), ir_.getPtrTy(), ir_.getPtrTy());
            ir_.CreateCall(detach, {frame_, array.data})->setDoesNotThrow();
        }
        slots.push_back(array.data);
        slots.insert(slots.end(), array.extents.begin(), array.extents.end());
    }
    for (size_t i = 0; i < slots.size(); i++)
        ir_.CreateStore(slots[i], ir_.CreateConstInBoundsGEP1_64(ir_.getInt64Ty(), results_, i));
    release_down_to(0);
    return_status(0);
}

} // namespace pragmac
