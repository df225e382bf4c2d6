// Calls of the runtime's numeric functions, and the library functions that are one instruction.
#include "emit_scalar_ops.h"

namespace pragmac {

namespace {

// The functions that every processor of the target computes with the bits of the reference.
llvm::Intrinsic::ID instruction_for(std::string_view name) {
    static constexpr std::pair<std::string_view, llvm::Intrinsic::ID> table[] = {
        {"sqrt", llvm::Intrinsic::sqrt},         {"floor", llvm::Intrinsic::floor},
        {"ceil", llvm::Intrinsic::ceil},         {"trunc", llvm::Intrinsic::trunc},
        {"rint", llvm::Intrinsic::rint},         {"fabs", llvm::Intrinsic::fabs},
        {"copysign", llvm::Intrinsic::copysign},
    };
    for (const auto &[known, id] : table)
        if (name == known)
            return id;
    return llvm::Intrinsic::not_intrinsic;
}

// "pragmac_floor_div_f64" in the user's words.
std::string described(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> operators[] = {
        {"floor_div", "//"}, {"mod", "%"},    {"pow", "**"},    {"div", "/"},
        {"int_div", "/"},    {"py_div", "/"}, {"py_pow", "**"}, {"pow_fits", "**"}};
    std::string_view rest = name.substr(std::string_view("pragmac_").size());
    size_t end = rest.rfind('_');
    std::string_view function =
        rest == "int_div" || rest == "pow_fits" ? rest : rest.substr(0, end);
    std::string of = function == rest ? "integers" : std::string(rest.substr(end + 1));
    for (const auto &[known, symbol] : operators)
        if (function == known)
            function = symbol;
    return "`" + std::string(function) + "` of " + of;
}

} // namespace

// The function to call for one of the runtime's.
std::string ScalarOps::target_name(std::string_view name) {
    if (!target_.numeric_function)
        return std::string(name);
    std::string own = target_.numeric_function(name);
    if (!own.empty())
        return own;
    calls_.push_back({std::string(name), {described(name), place_}});
    return std::string(name);
}

// A complex result comes back through a first argument that points to two parts.
Scalar ScalarOps::numeric_call(std::string_view name, const std::vector<Scalar> &args,
                               DType result) {
    llvm::LLVMContext &context = ir_.getContext();
    llvm::Type *part = register_type(context, result);
    std::vector<llvm::Value *> values;
    if (is_complex(result)) {
        llvm::BasicBlock &start = ir_.GetInsertBlock()->getParent()->getEntryBlock();
        Ir entry(&start, start.begin());
        values.push_back(entry.CreateAlloca(llvm::ArrayType::get(part, 2)));
    }
    for (const Scalar &a : args)
        for (llvm::Value *value : {a.value, a.imaginary})
            if (value)
                values.push_back(value);
    std::vector<llvm::Type *> types;
    for (llvm::Value *value : values)
        types.push_back(value->getType());
    llvm::Type *returned = is_complex(result) ? ir_.getVoidTy() : part;
    llvm::FunctionCallee callee = module_.getOrInsertFunction(
        target_name(name), llvm::FunctionType::get(returned, types, false));
    mark_numeric(*llvm::cast<llvm::Function>(callee.getCallee()), result);
    llvm::CallInst *call = ir_.CreateCall(callee, values);
    if (!is_complex(result))
        return {call};
    llvm::Value *real = values.front(), *imaginary = ir_.CreateConstInBoundsGEP1_64(part, real, 1);
    return {ir_.CreateLoad(part, real), ir_.CreateLoad(part, imaginary)};
}

// They keep no state and always return: LLVM may hoist them out of loops and drop unused ones.
void ScalarOps::mark_numeric(llvm::Function &function, DType result) {
    function.setDoesNotThrow();
    function.setWillReturn();
    if (is_complex(result))
        function.setOnlyAccessesArgMemory();
    else
        function.setDoesNotAccessMemory();
    if (is_bool(result))
        function.addRetAttr(llvm::Attribute::ZExt);
}

llvm::Value *ScalarOps::classify(std::string_view name, llvm::Value *x) {
    llvm::Value *infinity = llvm::ConstantFP::getInfinity(x->getType());
    if (name == "isnan")
        return ir_.CreateFCmpUNO(x, x);
    if (name == "isinf")
        return ir_.CreateFCmpOEQ(call1(llvm::Intrinsic::fabs, x), infinity);
    if (name == "isfinite")
        return ir_.CreateFCmpOLT(call1(llvm::Intrinsic::fabs, x), infinity);
    if (name != "signbit")
        return nullptr;
    llvm::Type *bits = ir_.getIntNTy(x->getType()->getPrimitiveSizeInBits());
    return ir_.CreateICmpSLT(ir_.CreateBitCast(x, bits), llvm::ConstantInt::get(bits, 0));
}

Scalar ScalarOps::math(FunctionId f, const std::vector<Scalar> &args,
                       const std::vector<DType> &types, DType result) {
    std::string_view name = name_of(f);
    if (is_float(types[0])) {
        if (llvm::Value *answer = classify(name, settled(args[0], types[0]).value))
            return {answer};
        auto id = instruction_for(name);
        if (id != llvm::Intrinsic::not_intrinsic && args.size() == 1)
            return {call1(id, args[0].value)};
        if (id != llvm::Intrinsic::not_intrinsic)
            return {ir_.CreateBinaryIntrinsic(id, args[0].value, args[1].value)};
    }
    return numeric_call("pragmac_" + std::string(name) + "_" + std::string(name_of(types[0])), args,
                        result);
}

} // namespace pragmac
