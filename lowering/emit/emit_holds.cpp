// Tests of facts about index arrays: calls of the run time.
#include "emit_function.h"

#include "mutants.h"

namespace pragmac {

Scalar FunctionEmitter::holds(const Holds &n) {
    const Var &var = *as<Var>(n.array);
    const ArrayValue &array = arrays_.at(&var);
    DType d = var.type.dtype;
    llvm::Value *stride = array.strides.empty() ? ir_.getInt64(byte_size(d)) : array.strides[0];
    int32_t element = is_signed(d) ? -byte_size(d) : byte_size(d);
    llvm::Type *i64 = ir_.getInt64Ty();
    llvm::FunctionCallee test = shared_.module.getOrInsertFunction(
        n.fact == Fact::unique ? "pragmac_unique" : "pragmac_sorted", ir_.getInt32Ty(),
        ir_.getPtrTy(), i64, ir_.getInt32Ty(), i64, i64, i64, i64);
    llvm::cast<llvm::Function>(test.getCallee())->setDoesNotThrow();
    std::vector<llvm::Value *> arguments{array.data, stride, ir_.getInt32(element),
                                         array.extents.at(0)};
    for (NodeRef a : n.args)
        arguments.push_back(integer(a));
    llvm::Value *result = ir_.CreateCall(test, arguments);
    if (mutant(Mutant::facts_believed))
        return {ir_.getTrue()};
    return {ir_.CreateIsNotNull(result)};
}

} // namespace pragmac
