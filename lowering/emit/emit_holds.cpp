// Tests of facts about arrays: calls of the run time.
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

// Extents, then strides in bytes.
std::vector<llvm::Value *> FunctionEmitter::shape_of(const Var &var) {
    const ArrayValue &array = arrays_.at(&var);
    size_t rank = array.extents.size();
    std::vector<llvm::Value *> shape = array.extents;
    shape.resize(2 * rank);
    llvm::Value *step = ir_.getInt64(byte_size(var.type.dtype));
    for (size_t k = 0; k < rank; k++) {
        size_t axis = var.info->layout == Layout::f_order ? k : rank - 1 - k;
        bool given = axis < array.strides.size();
        shape[rank + axis] = given ? array.strides[axis] : step;
        if (!given && k + 1 < rank)
            step = ir_.CreateMul(step, array.extents[axis]);
    }
    return shape;
}

llvm::Value *FunctionEmitter::separate(NodeRef a, NodeRef b) {
    llvm::Type *i64 = ir_.getInt64Ty(), *i32 = ir_.getInt32Ty(), *pointer = ir_.getPtrTy();
    llvm::FunctionCallee test = shared_.module.getOrInsertFunction(
        "pragmac_separate", i32, pointer, pointer, i32, i32, pointer, pointer, i32, i32);
    llvm::cast<llvm::Function>(test.getCallee())->setDoesNotThrow();
    std::vector<llvm::Value *> arguments;
    for (NodeRef n : {a, b}) {
        const Var &var = *as<Var>(n);
        std::vector<llvm::Value *> values = shape_of(var);
        llvm::Type *type = llvm::ArrayType::get(i64, values.size());
        llvm::Value *shape = entry_.CreateAlloca(type);
        for (size_t k = 0; k < values.size(); k++)
            ir_.CreateStore(values[k], ir_.CreateConstInBoundsGEP2_64(type, shape, 0, k));
        arguments.insert(arguments.end(), {arrays_.at(&var).data, shape,
                                           ir_.getInt32(static_cast<uint32_t>(var.type.rank)),
                                           ir_.getInt32(byte_size(var.type.dtype))});
    }
    return ir_.CreateIsNotNull(ir_.CreateCall(test, arguments));
}

Scalar FunctionEmitter::holds(const Holds &n) {
    if (n.fact == Fact::disjoint)
        return {mutant(Mutant::facts_believed) ? ir_.getTrue() : separate(n.array, n.args[0])};
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
