// Statements and control flow: blocks, loops, branches, jumps, inlined calls.
#include "emit_function.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>

namespace pragmac {

llvm::BasicBlock *FunctionEmitter::new_block(const char *name) {
    return llvm::BasicBlock::Create(ir_.getContext(), name, function_);
}

void FunctionEmitter::branch(llvm::BasicBlock *to) {
    if (!terminated())
        ir_.CreateBr(to);
}

// Goes on at `join`, or nowhere when nothing leads there: what follows is dead.
void FunctionEmitter::continue_at(llvm::BasicBlock *join) {
    if (join->hasNPredecessors(0))
        join->eraseFromParent();
    else
        ir_.SetInsertPoint(join);
}

void FunctionEmitter::statement(NodeRef n) {
    ops_.at(n->span);
    switch (n->op) {
    case Op::Block: return block(*as<Block>(n));
    case Op::Let: values_[as<Let>(n)->var] = expression(as<Let>(n)->value); return;
    case Op::Alloc: return alloc(*as<Alloc>(n));
    case Op::Store: return store(*as<Store>(n));
    case Op::SharedStore: return shared_store(*as<SharedStore>(n));
    case Op::Update: return update(*as<Update>(n));
    case Op::FetchUpdate: return fetch_update(*as<FetchUpdate>(n));
    case Op::For: return loop(*as<For>(n));
    case Op::While: return while_loop(*as<While>(n));
    case Op::If: return if_then(*as<If>(n));
    case Op::Jump: return jump(as<Jump>(n)->kind);
    case Op::Return: return return_values(*as<Return>(n));
    case Op::Inline: return inline_call(*as<Inline>(n));
    case Op::Check: return check(*as<Check>(n));
    case Op::LaneCell: return lane_cell(*as<LaneCell>(n));
    case Op::CombineLanes: return combine_lanes(*as<CombineLanes>(n));
    case Op::ScanLanes: return scan_lanes(*as<ScanLanes>(n));
    case Op::TakeLane: return take_lane(*as<TakeLane>(n));
    case Op::Barrier: return barrier(*as<Barrier>(n));
    case Op::Remember: return remember(*as<Remember>(n));
    case Op::Print: return print(*as<Print>(n));
    case Op::Assume:
    case Op::Share: return;
    case Op::Launch: return launch(*as<Launch>(n));
    case Op::HostAccess: return host_access(*as<HostAccess>(n));
    case Op::Settle: return settle();
    case Op::Team: return team(*as<Team>(n));
    default:
        internal_error(__FILE__, __LINE__, std::string(name_of(n->op)) + " is not a statement");
    }
}

// What follows a jump in its block is dead and not emitted.
void FunctionEmitter::block(const Block &n) {
    open_scope();
    size_t known = wrapped_.size();
    for (size_t i = 0; i < n.body.size() && !terminated();) {
        size_t emitted = usual_check(n.body, i);
        if (!emitted)
            statement(n.body[i]);
        i += std::max<size_t>(emitted, 1);
    }
    wrapped_.resize(known);
    close_scope();
}

void FunctionEmitter::loop(const For &n) {
    if (n.kind == ForKind::lanes)
        return lanes_loop(n);
    llvm::Value *lo = integer(n.lo), *hi = integer(n.hi), *step = integer(n.step);
    counted_loop(lo, hi, step, n.var, n.body, n.kind, n.clauses, n.span);
}

namespace {

// The number of iterations of a range with a step of one; 0 where it is not known.
uint64_t constant_trip(llvm::Value *lo, llvm::Value *hi, llvm::Value *step) {
    auto *first = llvm::dyn_cast<llvm::ConstantInt>(lo),
         *end = llvm::dyn_cast<llvm::ConstantInt>(hi);
    auto *by = llvm::dyn_cast<llvm::ConstantInt>(step);
    bool known = first && end && by && by->isOne() && end->getSExtValue() > first->getSExtValue();
    return known ? end->getZExtValue() - first->getZExtValue() : 0;
}

bool may_leave(NodeRef body) {
    bool found = false;
    walk(body, [&](NodeRef n) {
        found |= n->op == Op::Check || n->op == Op::Return || n->op == Op::Jump;
    });
    return found;
}

} // namespace

// Counts iterations in unsigned 64 bits, which hold the trip count of every i64 range. The value's
// increment cannot overflow but after the last iteration, where nothing uses it: nsw is true. Where
// the step is 1 the value counts as well; LLVM finds that out by itself, but not in loops that may
// end early, in which a second counter was an eighth of the time (spmv).
void FunctionEmitter::counted_loop(llvm::Value *lo, llvm::Value *hi, llvm::Value *step, NodeRef var,
                                   NodeRef body, ForKind kind, const Clauses *clauses,
                                   const Span &place) {
    llvm::Value *trip = ops_.range_length(lo, hi, step);
    llvm::BasicBlock *start = new_block("loop"), *next = new_block("next"),
                     *done = new_block("done");
    llvm::BasicBlock *preheader = new_block("enter");
    ir_.CreateCondBr(ir_.CreateIsNull(trip), done, preheader);
    ir_.SetInsertPoint(preheader);
    ir_.CreateBr(start);
    ir_.SetInsertPoint(start);
    auto *by = llvm::dyn_cast<llvm::ConstantInt>(step);
    bool value_counts = by && by->isOne() && may_leave(body);
    llvm::PHINode *k = value_counts ? nullptr : ir_.CreatePHI(ir_.getInt64Ty(), 2);
    llvm::PHINode *value = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    if (k)
        k->addIncoming(ir_.getInt64(0), preheader);
    value->addIncoming(lo, preheader);
    values_[var] = {value};
    bool parallel =
        clauses && clauses->proved && kind != ForKind::serial && kind != ForKind::unroll;
    llvm::MDNode *group = parallel ? open_parallel_loop() : nullptr;
    loop_body(body, done, next);
    if (parallel)
        close_parallel_loop();
    branch(next);
    ir_.SetInsertPoint(next);
    llvm::Value *k_next = k ? ir_.CreateNUWAdd(k, ir_.getInt64(1)) : nullptr;
    if (k)
        k->addIncoming(k_next, next);
    llvm::Value *value_next = ir_.CreateNSWAdd(value, step);
    value->addIncoming(value_next, next);
    llvm::Value *last = k ? ir_.CreateICmpEQ(k_next, trip) : ir_.CreateICmpEQ(value_next, hi);
    llvm::Instruction *latch = ir_.CreateCondBr(last, done, start);
    annotate_loop(latch, kind, group, place, constant_trip(lo, hi, step));
    ir_.SetInsertPoint(done);
}

// for (k = first; k < end; k += stride): unsigned, so that no trip count can overflow. `body` ends
// where its iteration does, and may leave the loop for the block it is given.
// `under_way` iterations are made one piece of code, which asks for all their loads first.
void FunctionEmitter::strided_loop(llvm::Value *first, llvm::Value *end, llvm::Value *stride,
                                   const LoopBody &body, int32_t under_way) {
    llvm::BasicBlock *before = ir_.GetInsertBlock();
    llvm::BasicBlock *test = new_block("test"), *enter = new_block("iteration");
    llvm::BasicBlock *done = new_block("done");
    ir_.CreateBr(test);
    ir_.SetInsertPoint(test);
    llvm::PHINode *k = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    k->addIncoming(first, before);
    ir_.CreateCondBr(ir_.CreateICmpULT(k, end), enter, done);
    ir_.SetInsertPoint(enter);
    body(k, done);
    k->addIncoming(ir_.CreateNUWAdd(k, stride), ir_.GetInsertBlock());
    llvm::Instruction *latch = ir_.CreateBr(test);
    if (under_way > 1)
        unroll(latch, under_way);
    ir_.SetInsertPoint(done);
}

void FunctionEmitter::loop_body(NodeRef body, llvm::BasicBlock *leave, llvm::BasicBlock *next) {
    breaks_.push_back({leave, scopes_.size()});
    continues_.push_back({next, scopes_.size()});
    statement(body);
    breaks_.pop_back();
    continues_.pop_back();
}

void FunctionEmitter::while_loop(const While &n) {
    llvm::BasicBlock *test = new_block("test"), *body = new_block("while"),
                     *done = new_block("done");
    ir_.CreateBr(test);
    ir_.SetInsertPoint(test);
    ir_.CreateCondBr(integer(n.cond), body, done);
    ir_.SetInsertPoint(body);
    loop_body(n.body, done, test);
    branch(test);
    ir_.SetInsertPoint(done);
}

void FunctionEmitter::if_then(const If &n) {
    llvm::BasicBlock *then = new_block("then"), *otherwise = new_block("else");
    llvm::BasicBlock *join = new_block("join");
    ir_.CreateCondBr(integer(n.cond), then, otherwise);
    auto arm = [&](llvm::BasicBlock *block, NodeRef body) {
        ir_.SetInsertPoint(block);
        statement(body);
        branch(join);
    };
    arm(then, n.then);
    arm(otherwise, n.otherwise);
    continue_at(join);
}

void FunctionEmitter::jump_to(const Target &target) {
    release_down_to(target.scopes);
    ir_.CreateBr(target.block);
}

void FunctionEmitter::jump(JumpKind kind) {
    if (kind == JumpKind::loop_break && mutant(Mutant::break_as_continue) && !continues_.empty())
        kind = JumpKind::loop_continue;
    if (kind == JumpKind::leave && mutant(Mutant::leave_ignored))
        return;
    auto &targets = kind == JumpKind::loop_break      ? breaks_
                    : kind == JumpKind::loop_continue ? continues_
                                                      : leaves_;
    internal_assert(!targets.empty(), "a jump without a target");
    jump_to(targets.back());
}

void FunctionEmitter::inline_call(const Inline &n) {
    llvm::BasicBlock *end = new_block("returned");
    leaves_.push_back({end, scopes_.size()});
    shared_.sites.enter(n);
    statement(n.body);
    shared_.sites.leave();
    leaves_.pop_back();
    branch(end);
    continue_at(end);
}

} // namespace pragmac
