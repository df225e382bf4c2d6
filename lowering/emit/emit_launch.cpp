// Launches: the body becomes a function that workers call for ranges of iterations.
//
// Three functions share a launch. The launching one stores every captured value into a context on
// its stack, 8 bytes each, and calls pragmac_launch. The worker unpacks the context. The iterations
// run in a third function whose array arguments are `noalias`, as in the launching function.
#include "emit_function.h"
#include "fields.h"
#include "mutants.h"

#include <unordered_set>

namespace pragmac {

namespace {

struct Uses {
    std::vector<const Var *> order; // first use first: the same program gives the same code
    std::unordered_set<NodeRef> seen, declared, written;
};

Uses uses_of(NodeRef body) {
    Uses uses;
    walk(body, [&](NodeRef n) {
        if (NodeRef var = declared_variable(n))
            uses.declared.insert(var);
        if (NodeRef written = written_variable(n))
            uses.written.insert(written);
        if (auto *var = as<Var>(n); var && uses.seen.insert(var).second)
            uses.order.push_back(var);
    });
    return uses;
}

} // namespace

FunctionEmitter::Captured FunctionEmitter::captured_by(const Launch &n) {
    Captured captured;
    Uses uses = uses_of(n.body);
    for (const Var *var : uses.order) {
        if (uses.declared.count(var) || var == n.var)
            continue;
        auto &list = var->info->role != VarRole::cell ? captured.values
                     : uses.written.count(var)        ? captured.written_cells
                                                      : captured.read_cells;
        list.push_back(var);
    }
    return captured;
}

// The values that the worker reads, in the order of emit_iterations' parameters.
std::vector<llvm::Value *> FunctionEmitter::context_values(const Captured &captured) {
    std::vector<llvm::Value *> slots;
    auto put = [&](const Scalar &value) {
        slots.push_back(value.value);
        if (value.imaginary)
            slots.push_back(value.imaginary);
    };
    for (const Var *var : captured.values) {
        if (!var->type.array) {
            put(values_.at(var));
            continue;
        }
        const ArrayValue &array = arrays_.at(var);
        slots.push_back(array.data);
        slots.insert(slots.end(), array.extents.begin(), array.extents.end());
        slots.insert(slots.end(), array.strides.begin(), array.strides.end());
    }
    for (const Var *var : captured.read_cells)
        put(load_cell(cells_.at(var), var->type.dtype));
    return slots;
}

void FunctionEmitter::launch(const Launch &n) {
    if (iteration_) { // inside another launch: one worker runs it
        llvm::Value *lo = integer(n.lo), *hi = integer(n.hi), *step = integer(n.step);
        return counted_loop(lo, hi, step, n.var, n.body, ForKind::parallel, n.clauses, n.span);
    }
    if (on_device(n))
        return device_launch(n);
    PreparedLaunch prepared = prepare(n);
    prepared.worker = emit_worker(n, prepared.captured);
    call_runtime(n, prepared);
    take_last(prepared);
}

// Bounds and captured values as they are now, in a context on the stack behind `reserved` slots.
FunctionEmitter::PreparedLaunch FunctionEmitter::prepare(const Launch &n, int reserved) {
    llvm::Value *lo = integer(n.lo), *hi = integer(n.hi), *step = integer(n.step);
    Captured captured = captured_by(n);
    llvm::Value *trip = ops_.range_length(lo, hi, step);
    std::vector<llvm::Value *> slots(reserved, ir_.getInt64(0));
    slots.insert(slots.end(), {trip, lo, step});
    for (llvm::Value *value : context_values(captured))
        slots.push_back(value);
    captured.written_at = static_cast<int>(slots.size());
    int total = captured.written_at;
    for (const Var *var : captured.written_cells)
        total += parts_of(var->type.dtype);
    llvm::Value *context = entry_.CreateAlloca(llvm::ArrayType::get(ir_.getInt64Ty(), total));
    for (size_t i = 0; i < slots.size(); i++)
        ir_.CreateStore(slots[i], context_slot(context, i));
    return {nullptr, context, trip, captured};
}

llvm::Value *FunctionEmitter::context_slot(llvm::Value *context, size_t i) {
    return ir_.CreateConstInBoundsGEP1_64(ir_.getInt64Ty(), context, i);
}

void FunctionEmitter::call_runtime(const Launch &n, const PreparedLaunch &prepared) {
    const Clauses clauses = n.clauses ? *n.clauses : Clauses{};
    llvm::FunctionCallee run = shared_.module.getOrInsertFunction(
        "pragmac_launch", ir_.getInt32Ty(), ir_.getPtrTy(), ir_.getPtrTy(), ir_.getPtrTy(),
        ir_.getInt64Ty(), ir_.getInt64Ty(), ir_.getInt32Ty(), ir_.getInt32Ty(), ir_.getDoubleTy());
    llvm::CallInst *status = ir_.CreateCall(
        run, {frame_, prepared.worker, prepared.context, prepared.trip, ir_.getInt64(clauses.chunk),
              ir_.getInt32(clauses.single ? 1 : clauses.num_threads),
              ir_.getInt32(static_cast<int>(clauses.schedule)), work_of(n)});
    leave_if_failed(status);
}

void FunctionEmitter::leave_if_failed(llvm::CallInst *status) {
    status->setDoesNotThrow();
    llvm::BasicBlock *failed = new_block("failed"), *ran = new_block("ran");
    ir_.CreateCondBr(ir_.CreateIsNull(status), ran, failed);
    ir_.SetInsertPoint(failed);
    leave_after_error();
    ir_.SetInsertPoint(ran);
}

// After a launch that ran, cells hold what the last iteration left in the context.
void FunctionEmitter::take_last(const PreparedLaunch &prepared) {
    const Captured &captured = prepared.captured;
    if (captured.written_cells.empty() || mutant(Mutant::last_value_dropped))
        return;
    llvm::BasicBlock *take = new_block("take_last"), *done = new_block("launched");
    ir_.CreateCondBr(ir_.CreateIsNull(prepared.trip), done, take);
    ir_.SetInsertPoint(take);
    int slot = captured.written_at;
    for (const Var *var : captured.written_cells) {
        llvm::Type *type = register_type(ir_.getContext(), var->type.dtype);
        Scalar last{ir_.CreateLoad(type, context_slot(prepared.context, slot++))};
        if (is_complex(var->type.dtype))
            last.imaginary = ir_.CreateLoad(type, context_slot(prepared.context, slot++));
        store_cell(cells_.at(var), last);
    }
    ir_.CreateBr(done);
    ir_.SetInsertPoint(done);
}

// The worker that ran the loop's last iteration writes its cells into the context.
void FunctionEmitter::give_back_last(const Captured &captured) {
    if (captured.written_cells.empty())
        return;
    llvm::Value *last = function_->getArg(3), *trip = function_->getArg(4);
    llvm::BasicBlock *give = new_block("give_last"), *done = new_block("given");
    ir_.CreateCondBr(ir_.CreateICmpEQ(last, trip), give, done);
    ir_.SetInsertPoint(give);
    int slot = 0;
    for (const Var *var : captured.written_cells) {
        Scalar value = load_cell(cells_.at(var), var->type.dtype);
        ir_.CreateStore(value.value, context_slot(results_, slot++));
        if (value.imaginary)
            ir_.CreateStore(value.imaginary, context_slot(results_, slot++));
    }
    ir_.CreateBr(done);
    ir_.SetInsertPoint(done);
}

// void worker(context, first, last, frame): the shape that pragmac_launch calls.
llvm::Function *FunctionEmitter::emit_worker(const Launch &n, const Captured &captured) {
    llvm::Function *iterations = emit_iterations(n, captured);
    Ir ir(ir_.getContext());
    auto *signature = llvm::FunctionType::get(
        ir.getVoidTy(), {ir.getPtrTy(), ir.getInt64Ty(), ir.getInt64Ty(), ir.getPtrTy()}, false);
    auto *worker = llvm::Function::Create(signature, llvm::Function::InternalLinkage, "worker",
                                          shared_.module);
    worker->setDoesNotThrow();
    ir.SetInsertPoint(llvm::BasicBlock::Create(ir.getContext(), "entry", worker));
    llvm::Value *context = worker->getArg(0);
    auto at = [&](int i) { return ir.CreateConstInBoundsGEP1_64(ir.getInt64Ty(), context, i); };
    std::vector<llvm::Value *> arguments{worker->getArg(3), at(captured.written_at),
                                         worker->getArg(1), worker->getArg(2)};
    for (int i = 0; i < captured.written_at; i++) {
        llvm::Type *type = iterations->getFunctionType()->getParamType(4 + i);
        arguments.push_back(ir.CreateLoad(type, at(i)));
    }
    ir.CreateCall(iterations, arguments);
    ir.CreateRetVoid();
    return worker;
}

// void iterations(frame, last values, first, last, trip, lo, step, captured values...)
llvm::Function *FunctionEmitter::emit_iterations(const Launch &n, const Captured &captured) {
    llvm::LLVMContext &context = ir_.getContext();
    std::vector<llvm::Type *> types(2, ir_.getPtrTy());
    types.insert(types.end(), 5, ir_.getInt64Ty());
    for (const auto *list : {&captured.values, &captured.read_cells})
        for (const Var *var : *list)
            add_parameter_types(shared_, *var, types);
    auto *signature = llvm::FunctionType::get(llvm::Type::getVoidTy(context), types, false);
    auto *function =
        llvm::Function::Create(signature, llvm::Function::InternalLinkage,
                               "iterations" + std::to_string(shared_.launches++), shared_.module);
    FunctionEmitter body(shared_, function);
    body.frame_ = function->getArg(0);
    body.results_ = function->getArg(1);
    body.bind_captured(captured, arrays_, 7);
    body.iterate(n, captured);
    return function;
}

// The loop over [first, last): never empty, in ascending order.
void FunctionEmitter::iterate(const Launch &n, const Captured &captured) {
    llvm::Value *first = function_->getArg(2), *last = function_->getArg(3);
    // Where the text gives numbers, neighbouring iterations are known to touch neighbours.
    auto known = [&](NodeRef bound, int argument) {
        return bound->op == Op::Const ? integer(bound) : function_->getArg(argument);
    };
    llvm::Value *lo = known(n.lo, 5), *step = known(n.step, 6);
    llvm::Value *start = ir_.CreateAdd(lo, ir_.CreateMul(first, step));
    llvm::BasicBlock *enter = new_block("enter"), *loop = new_block("iteration");
    llvm::BasicBlock *next = new_block("next"), *done = new_block("done"), *end = new_block("end");
    ir_.CreateCondBr(ir_.CreateICmpULT(first, last), enter, end);
    ir_.SetInsertPoint(enter);
    ir_.CreateBr(loop);
    ir_.SetInsertPoint(loop);
    llvm::PHINode *k = ir_.CreatePHI(ir_.getInt64Ty(), 2),
                  *value = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    k->addIncoming(first, enter);
    value->addIncoming(start, enter);
    values_[n.var] = {value};
    iteration_ = k;
    iteration_end_ = {done, 0}; // later iterations of this call would not be the first to fail
    for (const Var *var : captured.written_cells)
        forget_cell(cells_.at(var));
    bool proved = n.clauses && n.clauses->proved;
    llvm::MDNode *group = proved ? open_parallel_loop() : nullptr;
    loop_body(n.body, done, next);
    if (proved)
        close_parallel_loop();
    branch(next);
    ir_.SetInsertPoint(next);
    llvm::Value *k_next = ir_.CreateNUWAdd(k, ir_.getInt64(1));
    k->addIncoming(k_next, next);
    value->addIncoming(ir_.CreateNSWAdd(value, step), next);
    annotate_loop(ir_.CreateCondBr(ir_.CreateICmpEQ(k_next, last), done, loop), ForKind::parallel,
                  group, n.span);
    ir_.SetInsertPoint(done);
    give_back_last(captured);
    ir_.CreateBr(end);
    ir_.SetInsertPoint(end);
    ir_.CreateRetVoid();
}

} // namespace pragmac
