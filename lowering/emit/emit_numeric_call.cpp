// Calls of the runtime's numeric functions, and the Math functions that are one instruction.
#include "emit_scalar_ops.h"

namespace pragmac {

Scalar ScalarOps::numeric_call(std::string_view name, const std::vector<Scalar> &args,
                               DType result) {
    std::vector<llvm::Value *> values;
    std::vector<llvm::Type *> types;
    for (const Scalar &a : args)
        for (llvm::Value *part : {a.value, a.imaginary})
            if (part) {
                values.push_back(part);
                types.push_back(part->getType());
            }
    llvm::Type *type = register_type(ir_.getContext(), result);
    auto *signature = llvm::FunctionType::get(type, types, false);
    llvm::FunctionCallee callee =
        module_.getOrInsertFunction(llvm::StringRef(name.data(), name.size()), signature);
    return {ir_.CreateCall(callee, values)};
}

Scalar ScalarOps::math(FunctionId f, const std::vector<Scalar> &args,
                       const std::vector<DType> &types, DType result) {
    (void)types;
    return numeric_call("pragmac_" + std::string(name_of(f)), args, result);
}

} // namespace pragmac
