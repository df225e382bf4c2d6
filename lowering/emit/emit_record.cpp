// What a kernel leaves of a failed check, and how kernels of later launches see it.
#include "emit_function.h"
#include "kernel_parameters.h"
#include "mutants.h"

#include <cstddef>

namespace pragmac {

namespace {

constexpr unsigned payload_size = std::size(pragmac_device_error{}.payload);

// Builds void pragmac_record(failure, errors, number, iteration, worker, site, payload...). No
// lock: devices that run threads in step would wait for ever. Each worker has an entry of its own,
// and ends after its first failure, so that the entry is that of the earliest iteration it ran.
class RecordFunction {
  public:
    RecordFunction(llvm::Module &module, const TargetDescription &target)
        : ir_(module.getContext()),
          scope_(module.getContext().getOrInsertSyncScopeID(target.atomic_scope)) {
        llvm::Type *pointer = ir_.getPtrTy(target.array_space), *i64 = ir_.getInt64Ty();
        std::vector<llvm::Type *> types{pointer, pointer, i64, i64, i64, ir_.getInt32Ty()};
        types.insert(types.end(), payload_size, ir_.getInt64Ty());
        function_ = llvm::Function::Create(llvm::FunctionType::get(ir_.getVoidTy(), types, false),
                                           llvm::Function::InternalLinkage, name, module);
        function_->addFnAttr(llvm::Attribute::NoInline);
        function_->addFnAttr(llvm::Attribute::Cold);
        function_->setDoesNotThrow();
    }

    llvm::Function *make() {
        ir_.SetInsertPoint(llvm::BasicBlock::Create(ir_.getContext(), "entry", function_));
        llvm::Value *offset =
            ir_.CreateMul(function_->getArg(4), ir_.getInt64(sizeof(pragmac_device_error)));
        llvm::Value *entry = ir_.CreateGEP(ir_.getInt8Ty(), function_->getArg(1), offset);
        put(5, entry, offsetof(pragmac_device_error, site));
        for (unsigned i = 0; i < payload_size; i++)
            put(6 + i, entry, offsetof(pragmac_device_error, payload) + 8 * i);
        keep_first();
        mark_launch();
        ir_.CreateRetVoid();
        return function_;
    }

    static constexpr const char *name = "pragmac_record";

  private:
    void put(unsigned argument, llvm::Value *entry, size_t offset) {
        ir_.CreateStore(function_->getArg(argument),
                        ir_.CreateConstInBoundsGEP1_64(ir_.getInt8Ty(), entry, offset));
    }

    llvm::Value *in_failure(size_t offset) {
        return ir_.CreateConstInBoundsGEP1_64(ir_.getInt8Ty(), function_->getArg(0), offset);
    }

    // The smallest iteration that failed: the greatest complement.
    void keep_first() {
        llvm::Value *first = in_failure(offsetof(pragmac_device_failure, first));
        llvm::Value *mine = ir_.CreateNot(function_->getArg(3));
        if (mutant(Mutant::last_device_error_raised)) {
            ir_.CreateAtomicCmpXchg(first, ir_.getInt64(0), mine, llvm::Align(8),
                                    llvm::AtomicOrdering::Monotonic,
                                    llvm::AtomicOrdering::Monotonic, scope_);
            return;
        }
        ir_.CreateAtomicRMW(llvm::AtomicRMWInst::UMax, first, mine, llvm::Align(8),
                            llvm::AtomicOrdering::Monotonic, scope_);
    }

    // Every worker of the launch stores the same.
    void mark_launch() {
        if (mutant(Mutant::failed_launch_not_marked))
            return;
        llvm::StoreInst *mark =
            ir_.CreateStore(ir_.CreateTrunc(function_->getArg(2), ir_.getInt32Ty()),
                            in_failure(offsetof(pragmac_device_failure, launch)));
        mark->setAtomic(llvm::AtomicOrdering::Monotonic, scope_);
        mark->setAlignment(llvm::Align(8));
    }

    Ir ir_;
    llvm::SyncScope::ID scope_;
    llvm::Function *function_;
};

} // namespace

// Behind a launch that failed nothing runs: CPython would have stopped there. In this launch other
// workers go on, since their iterations may come first in loop order.
void FunctionEmitter::leave_behind_a_failure() {
    if (!shared_.any_kernel_raises || mutant(Mutant::launches_run_behind_a_failure))
        return;
    llvm::BasicBlock *look = new_block("look"), *leave = new_block("leave"),
                     *run = new_block("run");
    ir_.CreateCondBr(ir_.CreateIsNull(kernel_parameter(number)), run, look);
    ir_.SetInsertPoint(look);
    llvm::LoadInst *failed = ir_.CreateLoad(
        ir_.getInt32Ty(), ir_.CreateConstInBoundsGEP1_64(ir_.getInt8Ty(), kernel_parameter(failure),
                                                         offsetof(pragmac_device_failure, launch)));
    failed->setAtomic(llvm::AtomicOrdering::Monotonic, atomic_scope());
    failed->setAlignment(llvm::Align(8));
    llvm::Value *mine = ir_.CreateTrunc(kernel_parameter(number), ir_.getInt32Ty());
    ir_.CreateCondBr(ir_.CreateOr(ir_.CreateIsNull(failed), ir_.CreateICmpEQ(failed, mine)), run,
                     leave);
    ir_.SetInsertPoint(leave);
    ir_.CreateRetVoid();
    ir_.SetInsertPoint(run);
}

void FunctionEmitter::record_on_device(llvm::Value *site,
                                       const std::vector<llvm::Value *> &payload) {
    shared_.kernel_raises = true;
    llvm::Function *record = shared_.module.getFunction(RecordFunction::name);
    if (!record)
        record = RecordFunction(shared_.module, shared_.target).make();
    std::vector<llvm::Value *> arguments{kernel_parameter(failure),
                                         kernel_parameter(errors),
                                         kernel_parameter(number),
                                         iteration_,
                                         worker_,
                                         site};
    arguments.insert(arguments.end(), payload.begin(), payload.end());
    arguments.resize(record->arg_size(), ir_.getInt64(0));
    ir_.CreateCall(record, arguments);
}

} // namespace pragmac
