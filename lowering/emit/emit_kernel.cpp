// The device's side of a launch: a kernel whose threads run iterations in grid strides.
//
// Thread t of T runs the iterations t, t + T, t + 2T, …: consecutive iterations on consecutive
// threads, so that `a[i]` of a warp is one piece of memory. Inner loops run in order in the thread.
// A failed check ends its iteration; the record of the call keeps the one that is first in loop
// order, and a launch that finds an earlier launch's record does nothing at all.
#include "emit_captured.h"

#include "mutants.h"

#include <cctype>
#include <cstddef>
#include <unordered_set>

namespace pragmac {

std::unordered_set<NodeRef> arrays_written(NodeRef body); // emit_device_launch.cpp

namespace {

// Parameters of every kernel, in front of the captured values.
enum Parameter : unsigned { error, launch_number, last_values, trip, lo, step, first_captured };

// The function's name as far as PTX takes it, and the loop's line.
std::string kernel_name(const Func &func, const Launch &n, int number) {
    std::string name;
    for (char c : std::string(func.name))
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name + "_line" + std::to_string(n.span.line) + "_" + std::to_string(number);
}

llvm::Value *field_of_error(Ir &ir, llvm::Value *record, size_t offset) {
    return ir.CreateConstInBoundsGEP1_64(ir.getInt8Ty(), record, offset);
}

// void pragmac_record(record, launch, iteration, site, payload...): under the record's lock, for
// threads of one warp too: those that wait run independently of the one inside (sm_70 and later).
llvm::Function *record_function(llvm::Module &module) {
    if (llvm::Function *made = module.getFunction("pragmac_record"))
        return made;
    llvm::LLVMContext &context = module.getContext();
    Ir ir(context);
    std::vector<llvm::Type *> types{ir.getPtrTy(), ir.getInt64Ty(), ir.getInt64Ty(),
                                    ir.getInt32Ty()};
    types.insert(types.end(), std::size(pragmac_device_error{}.payload), ir.getInt64Ty());
    auto *function =
        llvm::Function::Create(llvm::FunctionType::get(ir.getVoidTy(), types, false),
                               llvm::Function::InternalLinkage, "pragmac_record", module);
    function->addFnAttr(llvm::Attribute::NoInline);
    function->addFnAttr(llvm::Attribute::Cold);
    function->setDoesNotThrow();
    auto block = [&](const char *name) { return llvm::BasicBlock::Create(context, name, function); };
    auto *entry = block("entry"), *attempt = block("attempt"), *inside = block("inside"),
         *write = block("write"), *unlock = block("unlock"), *done = block("done");
    llvm::Value *record = function->getArg(0);
    auto field = [&](size_t offset) { return field_of_error(ir, record, offset); };
    auto scope = context.getOrInsertSyncScopeID("device");
    ir.SetInsertPoint(entry);
    ir.CreateBr(attempt);
    ir.SetInsertPoint(attempt);
    auto *taken = ir.CreateAtomicCmpXchg(record, ir.getInt32(0), ir.getInt32(1), llvm::Align(4),
                                         llvm::AtomicOrdering::Acquire,
                                         llvm::AtomicOrdering::Monotonic, scope);
    ir.CreateCondBr(ir.CreateExtractValue(taken, 1), inside, attempt);
    ir.SetInsertPoint(inside);
    llvm::Value *site = ir.CreateLoad(ir.getInt32Ty(), field(offsetof(pragmac_device_error, site)), true);
    llvm::Value *first =
        ir.CreateLoad(ir.getInt64Ty(), field(offsetof(pragmac_device_error, iteration)), true);
    llvm::Value *none = ir.CreateICmpSLT(site, ir.getInt32(0));
    llvm::Value *earlier = mutant(Mutant::last_device_error_raised)
                               ? ir.CreateICmpUGT(function->getArg(2), first)
                               : ir.CreateICmpULT(function->getArg(2), first);
    ir.CreateCondBr(ir.CreateOr(none, earlier), write, unlock);
    ir.SetInsertPoint(write);
    auto put = [&](unsigned argument, size_t offset) {
        ir.CreateStore(function->getArg(argument), field(offset), true);
    };
    put(1, offsetof(pragmac_device_error, launch));
    put(2, offsetof(pragmac_device_error, iteration));
    put(3, offsetof(pragmac_device_error, site));
    for (unsigned i = 0; i < std::size(pragmac_device_error{}.payload); i++)
        put(4 + i, offsetof(pragmac_device_error, payload) + 8 * i);
    ir.CreateBr(unlock);
    ir.SetInsertPoint(unlock);
    ir.CreateAtomicRMW(llvm::AtomicRMWInst::Xchg, record, ir.getInt32(0), llvm::Align(4),
                       llvm::AtomicOrdering::Release, scope);
    ir.CreateBr(done);
    ir.SetInsertPoint(done);
    ir.CreateRetVoid();
    return function;
}

} // namespace

llvm::Function *FunctionEmitter::emit_kernel(const Launch &n, const Captured &captured) {
    ModuleEmitter &device = *shared_.device;
    std::vector<llvm::Type *> types{ir_.getPtrTy(),   ir_.getInt64Ty(), ir_.getPtrTy(),
                                    ir_.getInt64Ty(), ir_.getInt64Ty(), ir_.getInt64Ty()};
    for (const auto *list : {&captured.values, &captured.read_cells})
        for (const Var *var : *list)
            add_parameter_types(device, *var, types);
    auto *kernel = llvm::Function::Create(
        llvm::FunctionType::get(ir_.getVoidTy(), types, false), llvm::Function::ExternalLinkage,
        kernel_name(shared_.func, n, static_cast<int>(device.kernels.size())), device.module);
    kernel->setCallingConv(device.target.kernel_convention);
    if (n.mapping->block)
        kernel->addFnAttr("nvvm.maxntid", std::to_string(n.mapping->block));
    auto written = arrays_written(n.body);
    FunctionEmitter body(device, kernel);
    unsigned argument = first_captured;
    for (const Var *var : captured.values) {
        bool noalias = var->type.array && arrays_.at(var).noalias;
        if (noalias && !written.count(var)) // then loads may come from the read-only cache
            kernel->getArg(argument)->addAttr(llvm::Attribute::ReadOnly);
        argument = body.bind_parameter(*var, noalias, argument);
    }
    for (const Var *var : captured.read_cells) {
        argument = body.bind_parameter(*var, false, argument);
        body.cells_[var] = body.new_cell(var->type.dtype);
        body.store_cell(body.cells_[var], body.values_.at(var));
    }
    for (const Var *var : captured.written_cells)
        body.cells_[var] = body.new_cell(var->type.dtype);
    body.kernel_loop(n, captured);
    return kernel;
}

// for (k = index; k < trip; k += count): unsigned, so that no trip count can overflow.
void FunctionEmitter::kernel_loop(const Launch &n, const Captured &captured) {
    if (shared_.may_raise)
        leave_after_failed_launch();
    llvm::Value *first = shared_.target.worker_index(ir_);
    llvm::Value *count = shared_.target.worker_count(ir_);
    llvm::BasicBlock *before = ir_.GetInsertBlock();
    llvm::BasicBlock *test = new_block("test"), *enter = new_block("iteration");
    llvm::BasicBlock *next = new_block("next"), *done = new_block("done");
    ir_.CreateBr(test);
    ir_.SetInsertPoint(test);
    llvm::PHINode *k = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    k->addIncoming(first, before);
    ir_.CreateCondBr(ir_.CreateICmpULT(k, function_->getArg(trip)), enter, done);
    ir_.SetInsertPoint(enter);
    values_[n.var] = {
        ir_.CreateAdd(function_->getArg(lo), ir_.CreateMul(k, function_->getArg(step)))};
    iteration_ = k;
    iteration_end_ = {next, 0};
    for (const Var *var : captured.written_cells)
        forget_cell(cells_.at(var));
    loop_body(n.body, done, next);
    branch(next);
    ir_.SetInsertPoint(next);
    if (!captured.written_cells.empty()) { // the loop's last iteration leaves its cells
        llvm::BasicBlock *give = new_block("give_last"), *given = new_block("given");
        llvm::Value *last = ir_.CreateICmpEQ(ir_.CreateAdd(k, ir_.getInt64(1)),
                                             function_->getArg(trip));
        ir_.CreateCondBr(last, give, given);
        ir_.SetInsertPoint(give);
        int slot = 0;
        for (const Var *var : captured.written_cells) {
            Scalar value = load_cell(cells_.at(var), var->type.dtype);
            for (llvm::Value *part : {value.value, value.imaginary})
                if (part)
                    ir_.CreateStore(part, context_slot(function_->getArg(last_values), slot++));
        }
        ir_.CreateBr(given);
        ir_.SetInsertPoint(given);
    }
    k->addIncoming(ir_.CreateNUWAdd(k, count), ir_.GetInsertBlock());
    ir_.CreateBr(test);
    ir_.SetInsertPoint(done);
    ir_.CreateRetVoid();
}

// What an earlier launch of the call failed at would have ended the program before this one.
void FunctionEmitter::leave_after_failed_launch() {
    llvm::Value *record = function_->getArg(error);
    llvm::Value *site = ir_.CreateLoad(
        ir_.getInt32Ty(), field_of_error(ir_, record, offsetof(pragmac_device_error, site)), true);
    llvm::Value *launch = ir_.CreateLoad(
        ir_.getInt64Ty(), field_of_error(ir_, record, offsetof(pragmac_device_error, launch)), true);
    llvm::Value *failed =
        ir_.CreateAnd(ir_.CreateICmpSGE(site, ir_.getInt32(0)),
                      ir_.CreateICmpSLT(launch, function_->getArg(launch_number)));
    llvm::BasicBlock *leave = new_block("leave"), *stay = new_block("stay");
    ir_.CreateCondBr(failed, leave, stay);
    ir_.SetInsertPoint(leave);
    ir_.CreateRetVoid();
    ir_.SetInsertPoint(stay);
}

void FunctionEmitter::record_on_device(int site, const std::vector<llvm::Value *> &payload) {
    std::vector<llvm::Value *> arguments{function_->getArg(error), function_->getArg(launch_number),
                                         iteration_, ir_.getInt32(site)};
    arguments.insert(arguments.end(), payload.begin(), payload.end());
    arguments.resize(4 + std::size(pragmac_device_error{}.payload), ir_.getInt64(0));
    ir_.CreateCall(record_function(shared_.module), arguments);
}

} // namespace pragmac
