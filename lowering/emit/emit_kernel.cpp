// The device's side of a launch: a kernel whose threads run iterations in grid strides.
//
// Thread t of T runs the iterations t, t + T, t + 2T, …: consecutive iterations on consecutive
// threads, so that `a[i]` of a warp is one piece of memory. Inner loops run in order in the thread.
// A failed check ends its iteration; the launch's record keeps the one that is first in loop order.
#include "emit_function.h"
#include "mutants.h"

#include <cctype>
#include <cstddef>

namespace pragmac {

namespace {

// Parameters of every kernel, behind the target's own and in front of the captured values.
enum Parameter : unsigned { error, last_values, trip, lo, step, first_captured };

// The function's name as far as PTX takes it, and the loop's line.
std::string kernel_name(const Func &func, const Launch &n, int number) {
    std::string name;
    for (char c : std::string(func.name))
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name + "_line" + std::to_string(n.span.line) + "_" + std::to_string(number);
}

constexpr unsigned payload_size = std::size(pragmac_device_error{}.payload);

// Builds void pragmac_record(record, iteration, site, payload...): writes under the record's lock.
// Threads of one warp that wait run independently of the one inside (sm_70 and later).
class RecordFunction {
  public:
    RecordFunction(llvm::Module &module, const TargetDescription &target)
        : ir_(module.getContext()),
          scope_(module.getContext().getOrInsertSyncScopeID(target.atomic_scope)) {
        std::vector<llvm::Type *> types{ir_.getPtrTy(), ir_.getInt64Ty(), ir_.getInt32Ty()};
        types.insert(types.end(), payload_size, ir_.getInt64Ty());
        function_ = llvm::Function::Create(llvm::FunctionType::get(ir_.getVoidTy(), types, false),
                                           llvm::Function::InternalLinkage, name, module);
        function_->addFnAttr(llvm::Attribute::NoInline);
        function_->addFnAttr(llvm::Attribute::Cold);
        function_->setDoesNotThrow();
    }

    llvm::Function *make() {
        auto *attempt = lock(), *write = block("write"), *unlock = block("unlock");
        ir_.SetInsertPoint(attempt);
        ir_.CreateCondBr(comes_first(), write, unlock);
        ir_.SetInsertPoint(write);
        put(1, offsetof(pragmac_device_error, iteration));
        put(2, offsetof(pragmac_device_error, site));
        for (unsigned i = 0; i < payload_size; i++)
            put(3 + i, offsetof(pragmac_device_error, payload) + 8 * i);
        ir_.CreateBr(unlock);
        ir_.SetInsertPoint(unlock);
        ir_.CreateAtomicRMW(llvm::AtomicRMWInst::Xchg, function_->getArg(0), ir_.getInt32(0),
                            llvm::Align(4), llvm::AtomicOrdering::Release, scope_);
        ir_.CreateRetVoid();
        return function_;
    }

    static constexpr const char *name = "pragmac_record";

  private:
    llvm::BasicBlock *block(const char *label) {
        return llvm::BasicBlock::Create(ir_.getContext(), label, function_);
    }
    llvm::Value *field(size_t offset) {
        return ir_.CreateConstInBoundsGEP1_64(ir_.getInt8Ty(), function_->getArg(0), offset);
    }
    void put(unsigned argument, size_t offset) {
        ir_.CreateStore(function_->getArg(argument), field(offset), /*isVolatile=*/true);
    }

    // The block that holds the lock.
    llvm::BasicBlock *lock() {
        auto *entry = block("entry"), *attempt = block("attempt"), *inside = block("inside");
        ir_.SetInsertPoint(entry);
        ir_.CreateBr(attempt);
        ir_.SetInsertPoint(attempt);
        auto *taken = ir_.CreateAtomicCmpXchg(
            function_->getArg(0), ir_.getInt32(0), ir_.getInt32(1), llvm::Align(4),
            llvm::AtomicOrdering::Acquire, llvm::AtomicOrdering::Monotonic, scope_);
        ir_.CreateCondBr(ir_.CreateExtractValue(taken, 1), inside, attempt);
        return inside;
    }

    // Nothing is recorded yet, or that of a later iteration.
    llvm::Value *comes_first() {
        auto load = [&](llvm::Type *type, size_t offset) {
            return ir_.CreateLoad(type, field(offset), /*isVolatile=*/true);
        };
        llvm::Value *site = load(ir_.getInt32Ty(), offsetof(pragmac_device_error, site));
        llvm::Value *first = load(ir_.getInt64Ty(), offsetof(pragmac_device_error, iteration));
        llvm::Value *mine = function_->getArg(1);
        llvm::Value *earlier = mutant(Mutant::last_device_error_raised)
                                   ? ir_.CreateICmpUGT(mine, first)
                                   : ir_.CreateICmpULT(mine, first);
        return ir_.CreateOr(ir_.CreateICmpSLT(site, ir_.getInt32(0)), earlier);
    }

    Ir ir_;
    llvm::SyncScope::ID scope_;
    llvm::Function *function_;
};

} // namespace

llvm::Value *FunctionEmitter::kernel_parameter(unsigned which) {
    return function_->getArg(shared_.target.own_parameters + which);
}

llvm::Function *FunctionEmitter::emit_kernel(const Launch &n, const Captured &captured) {
    ModuleEmitter &device = *shared_.device;
    std::vector<llvm::Type *> types(device.target.own_parameters, ir_.getInt64Ty());
    types.insert(types.end(), {ir_.getPtrTy(), ir_.getPtrTy(), ir_.getInt64Ty(), ir_.getInt64Ty(),
                               ir_.getInt64Ty()});
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
    device.kernel_raises = false;
    FunctionEmitter body(device, kernel);
    body.bind_captured(captured, arrays_, device.target.own_parameters + first_captured);
    for (const Var *var : captured.values) // then loads may come from the read-only cache
        if (var->type.array && arrays_.at(var).noalias && !written.count(var))
            llvm::cast<llvm::Argument>(body.arrays_.at(var).data)
                ->addAttr(llvm::Attribute::ReadOnly);
    body.kernel_loop(n, captured);
    return kernel;
}

// for (k = index; k < trip; k += count): unsigned, so that no trip count can overflow.
void FunctionEmitter::kernel_loop(const Launch &n, const Captured &captured) {
    llvm::Value *first = shared_.target.worker_index(ir_, function_);
    llvm::Value *count = shared_.target.worker_count(ir_, function_);
    llvm::BasicBlock *before = ir_.GetInsertBlock();
    llvm::BasicBlock *test = new_block("test"), *enter = new_block("iteration");
    llvm::BasicBlock *next = new_block("next"), *done = new_block("done");
    ir_.CreateBr(test);
    ir_.SetInsertPoint(test);
    llvm::PHINode *k = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    k->addIncoming(first, before);
    ir_.CreateCondBr(ir_.CreateICmpULT(k, kernel_parameter(trip)), enter, done);
    ir_.SetInsertPoint(enter);
    values_[n.var] = {
        ir_.CreateAdd(kernel_parameter(lo), ir_.CreateMul(k, kernel_parameter(step)))};
    iteration_ = k;
    iteration_end_ = {next, 0};
    for (const Var *var : captured.written_cells)
        forget_cell(cells_.at(var));
    loop_body(n.body, done, next);
    branch(next);
    ir_.SetInsertPoint(next);
    give_last(captured, k);
    k->addIncoming(ir_.CreateNUWAdd(k, count), ir_.GetInsertBlock());
    ir_.CreateBr(test);
    ir_.SetInsertPoint(done);
    ir_.CreateRetVoid();
}

// The loop's last iteration leaves its cells.
void FunctionEmitter::give_last(const Captured &captured, llvm::Value *k) {
    if (captured.written_cells.empty())
        return;
    llvm::BasicBlock *give = new_block("give_last"), *given = new_block("given");
    llvm::Value *after = ir_.CreateAdd(k, ir_.getInt64(1));
    ir_.CreateCondBr(ir_.CreateICmpEQ(after, kernel_parameter(trip)), give, given);
    ir_.SetInsertPoint(give);
    int slot = 0;
    for (const Var *var : captured.written_cells) {
        Scalar value = load_cell(cells_.at(var), var->type.dtype);
        for (llvm::Value *part : {value.value, value.imaginary})
            if (part)
                ir_.CreateStore(part, context_slot(kernel_parameter(last_values), slot++));
    }
    ir_.CreateBr(given);
    ir_.SetInsertPoint(given);
}

void FunctionEmitter::record_on_device(int site, const std::vector<llvm::Value *> &payload) {
    shared_.kernel_raises = true;
    llvm::Function *record = shared_.module.getFunction(RecordFunction::name);
    if (!record)
        record = RecordFunction(shared_.module, shared_.target).make();
    std::vector<llvm::Value *> arguments{kernel_parameter(error), iteration_, ir_.getInt32(site)};
    arguments.insert(arguments.end(), payload.begin(), payload.end());
    arguments.resize(record->arg_size(), ir_.getInt64(0));
    ir_.CreateCall(record, arguments);
}

} // namespace pragmac
