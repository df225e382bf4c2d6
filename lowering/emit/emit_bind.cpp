// Scalars and arrays as arguments of internal functions, and the entry that unpacks slots.
#include "emit_function.h"

#include "mutants.h"

namespace pragmac {

int slot_count(Type t) { return t.array ? 1 + 2 * t.rank : parts_of(t.dtype); }

void FunctionEmitter::add_parameter_types(ModuleEmitter &shared, const Var &var,
                                          std::vector<llvm::Type *> &types) {
    llvm::LLVMContext &context = shared.module.getContext();
    if (!var.type.array) {
        types.insert(types.end(), parts_of(var.type.dtype),
                     shared.target.parameters_are_slots ? llvm::Type::getInt64Ty(context)
                                                        : register_type(context, var.type.dtype));
        return;
    }
    types.push_back(llvm::PointerType::get(context, shared.target.array_space));
    types.insert(types.end(), var.type.rank + stride_count(var), llvm::Type::getInt64Ty(context));
}

unsigned FunctionEmitter::bind_parameter(const Var &var, bool noalias, unsigned argument) {
    auto next = [&] { return function_->getArg(argument++); };
    if (!var.type.array) {
        auto part = [&]() -> llvm::Value * {
            bool slot = shared_.target.parameters_are_slots;
            return slot ? part_from_slot(ir_, next(), var.type.dtype) : next();
        };
        Scalar value{part()};
        if (is_complex(var.type.dtype))
            value.imaginary = part();
        values_[&var] = value;
        return argument;
    }
    ArrayValue array;
    array.data = next();
    for (int i = 0; i < var.type.rank; i++)
        array.extents.push_back(next());
    for (int i = 0; i < stride_count(var); i++)
        array.strides.push_back(next());
    mark_array_arguments(array, noalias);
    array.noalias = noalias;
    arrays_[&var] = array;
    return argument;
}

// What a launch's body uses from outside, from the parameters that start at `argument`; `outside`
// are the launching function's arrays.
void FunctionEmitter::bind_captured(const Captured &captured,
                                    const std::unordered_map<NodeRef, ArrayValue> &outside,
                                    unsigned argument) {
    for (const Var *var : captured.values)
        argument = bind_parameter(*var, var->type.array && outside.at(var).noalias, argument);
    for (const Var *var : captured.read_cells) {
        argument = bind_parameter(*var, false, argument);
        cells_[var] = new_cell(var->type.dtype);
        store_cell(cells_[var], values_.at(var));
    }
    for (const Var *var : captured.written_cells)
        cells_[var] = new_cell(var->type.dtype);
}

// Extents are never negative: LLVM then drops the sign half of index tests.
void FunctionEmitter::mark_array_arguments(const ArrayValue &array, bool noalias) {
    if (noalias)
        llvm::cast<llvm::Argument>(array.data)->addAttr(llvm::Attribute::NoAlias);
    llvm::ConstantRange range(llvm::APInt(64, 0), llvm::APInt::getSignedMinValue(64));
    auto attribute = llvm::Attribute::get(ir_.getContext(), llvm::Attribute::Range, range);
    for (llvm::Value *extent : array.extents)
        llvm::cast<llvm::Argument>(extent)->addAttr(attribute);
}

FunctionEmitter::FunctionEmitter(ModuleEmitter &shared, llvm::Function *function)
    : shared_(shared), function_(function), ir_(function->getContext()),
      entry_(function->getContext()),
      ops_(ir_, shared.module, shared.target, shared.numeric_calls, shared.math) {
    function->setDoesNotThrow();
    llvm::BasicBlock *start = new_block("entry"), *body = new_block("body");
    entry_.SetInsertPoint(start);
    entry_.SetInsertPoint(entry_.CreateBr(body));
    ir_.SetInsertPoint(body);
}

llvm::Function *FunctionEmitter::emit_implementation(ModuleEmitter &shared) {
    llvm::LLVMContext &context = shared.module.getContext();
    llvm::Type *pointer = llvm::PointerType::getUnqual(context);
    std::vector<llvm::Type *> types{pointer, pointer};
    for (NodeRef p : shared.func.params)
        add_parameter_types(shared, *as<Var>(p), types);
    auto *signature = llvm::FunctionType::get(llvm::Type::getInt32Ty(context), types, false);
    auto *function = llvm::Function::Create(signature, llvm::Function::InternalLinkage,
                                            "implementation", shared.module);
    FunctionEmitter emitter(shared, function);
    emitter.frame_ = function->getArg(0);
    emitter.results_ = function->getArg(1);
    unsigned argument = 2;
    for (NodeRef p : shared.func.params)
        argument = emitter.bind_parameter(
            *as<Var>(p), !shared.func.overlap || mutant(Mutant::overlap_ignored), argument);
    emitter.statement(shared.func.body);
    if (!emitter.terminated())
        emitter.return_status(0);
    return function;
}

llvm::Function *emit_entry(ModuleEmitter &shared, llvm::Function *implementation) {
    llvm::LLVMContext &context = shared.module.getContext();
    Ir ir(context);
    auto *signature =
        llvm::FunctionType::get(ir.getInt32Ty(), {ir.getPtrTy(), ir.getPtrTy()}, false);
    auto *entry =
        llvm::Function::Create(signature, llvm::Function::ExternalLinkage, "entry", shared.module);
    entry->setDoesNotThrow();
    ir.SetInsertPoint(llvm::BasicBlock::Create(context, "entry", entry));
    llvm::Value *slots = entry->getArg(0);
    auto slot = [&](int i, llvm::Type *type) {
        return ir.CreateLoad(type, ir.CreateConstInBoundsGEP1_64(ir.getInt64Ty(), slots, i));
    };
    std::vector<llvm::Value *> arguments{entry->getArg(1), nullptr};
    int first = 0;
    for (NodeRef p : shared.func.params) {
        const Var &var = *as<Var>(p);
        if (var.type.array) {
            arguments.push_back(slot(first, ir.getPtrTy()));
            for (int i = 1; i <= var.type.rank + stride_count(var); i++)
                arguments.push_back(slot(first + i, ir.getInt64Ty()));
        } else {
            for (int i = 0; i < parts_of(var.type.dtype); i++)
                arguments.push_back(
                    part_from_slot(ir, slot(first + i, ir.getInt64Ty()), var.type.dtype));
        }
        first += slot_count(var.type);
    }
    arguments[1] = ir.CreateConstInBoundsGEP1_64(ir.getInt64Ty(), slots, first);
    llvm::Value *status = ir.CreateCall(implementation, arguments);
    if (shared.device) {
        llvm::FunctionCallee end = shared.module.getOrInsertFunction(
            "pragmac_device_end", ir.getInt32Ty(), ir.getPtrTy(), ir.getInt32Ty());
        llvm::CallInst *ended = ir.CreateCall(end, {entry->getArg(1), status});
        ended->setDoesNotThrow();
        status = ended;
    }
    ir.CreateRet(status);
    return entry;
}

} // namespace pragmac
