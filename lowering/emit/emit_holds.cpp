// Tests of facts about index arrays: calls of the run time.
#include "emit_function.h"

#include "mutants.h"

namespace pragmac {

// Data, stride, element, length, and the three values that say what is tested.
std::vector<llvm::Value *> FunctionEmitter::tested_values(NodeRef tested, NodeList args) {
    const Var &var = *as<Var>(tested);
    const ArrayValue &array = arrays_.at(&var);
    DType d = var.type.dtype;
    llvm::Value *stride = array.strides.empty() ? ir_.getInt64(byte_size(d)) : array.strides[0];
    int32_t element = is_signed(d) ? -byte_size(d) : byte_size(d);
    std::vector<llvm::Value *> arguments{array.data, stride, ir_.getInt32(element),
                                         array.extents.at(0)};
    for (NodeRef a : args)
        arguments.push_back(integer(a));
    return arguments;
}

Scalar FunctionEmitter::breach(const Breach &n) {
    llvm::Type *i64 = ir_.getInt64Ty(), *i32 = ir_.getInt32Ty();
    llvm::FunctionCallee find = shared_.module.getOrInsertFunction(
        "pragmac_breach", i64, ir_.getPtrTy(), i64, i32, i64, i64, i64, i64, i32, i32);
    llvm::cast<llvm::Function>(find.getCallee())->setDoesNotThrow();
    std::vector<llvm::Value *> arguments = tested_values(n.array, n.args);
    arguments.push_back(ir_.getInt32(n.fact == Fact::unique));
    arguments.push_back(ir_.getInt32(static_cast<uint32_t>(n.later)));
    return {ir_.CreateCall(find, arguments)};
}

Scalar FunctionEmitter::holds(const Holds &n) {
    llvm::Type *i64 = ir_.getInt64Ty();
    llvm::FunctionCallee test = shared_.module.getOrInsertFunction(
        n.fact == Fact::unique ? "pragmac_unique" : "pragmac_sorted", ir_.getInt32Ty(),
        ir_.getPtrTy(), i64, ir_.getInt32Ty(), i64, i64, i64, i64);
    llvm::cast<llvm::Function>(test.getCallee())->setDoesNotThrow();
    llvm::Value *result = ir_.CreateCall(test, tested_values(n.array, n.args));
    if (mutant(Mutant::facts_believed))
        return {ir_.getTrue()};
    return {ir_.CreateIsNotNull(result)};
}

} // namespace pragmac
