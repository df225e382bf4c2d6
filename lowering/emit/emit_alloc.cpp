// Local cells and arrays, and the release of arrays at the end of their block.
#include "emit_function.h"

#include "fields.h"
#include "mutants.h"
#include "size_scratch.h"
#include "small_array.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace pragmac {

std::unordered_set<NodeRef> cells_stored_once(const Func &func) {
    std::unordered_set<NodeRef> once, again;
    walk(func.body, [&](NodeRef n) {
        NodeRef target = written_variable(n);
        if (target && !target->type.array && (n->op != Op::Store || !once.insert(target).second))
            again.insert(target);
    });
    for (NodeRef cell : again)
        once.erase(cell);
    return once;
}

std::unordered_set<NodeRef> arrays_on_stack(const Func &func) {
    std::unordered_set<NodeRef> found, elsewhere;
    walk(func.body, [&](NodeRef n) {
        if (auto *made = as<Alloc>(n); made && small_array(*made))
            found.insert(made->var);
        // Their children that are arrays are the one that they make or look into.
        constexpr Op inside[] = {Op::Alloc, Op::Load, Op::Store, Op::Update, Op::Dim};
        if (std::find(std::begin(inside), std::end(inside), n->op) == std::end(inside))
            for_each_child(n, [&](NodeRef child) {
                if (child->type.array)
                    elsewhere.insert(child);
            });
    });
    for (NodeRef array : elsewhere)
        found.erase(array);
    return found;
}

// LLVM sees by itself which loads the one store reaches; a second store, of nothing, made it search
// the whole function for every cell, in quadratic time where each of many calls has one.
void FunctionEmitter::alloc(const Alloc &n) {
    if (n.var->type.array)
        return alloc_array(n);
    CellValue cell = new_cell(n.var->type.dtype);
    cells_[n.var] = cell;
    if (n.fill == Fill::value)
        store_cell(cell, expression(n.init));
    else if (n.fill == Fill::zero)
        store_cell(cell, constant_scalar(ir_.getContext(), n.var->type.dtype, {}));
    else if (!shared_.stored_once.count(n.var))
        forget_cell(cell);
}

// Sizes that do not fit 64 bits are as impossible as those that the system refuses.
FunctionEmitter::ArraySize FunctionEmitter::size_of(const Alloc &n) {
    ArraySize size;
    llvm::Value *count = ir_.getInt64(1), *overflow = ir_.getFalse();
    auto multiply = [&](llvm::Value *a, llvm::Value *b) {
        llvm::Value *pair = ir_.CreateBinaryIntrinsic(llvm::Intrinsic::umul_with_overflow, a, b);
        overflow = ir_.CreateOr(overflow, ir_.CreateExtractValue(pair, 1));
        return ir_.CreateExtractValue(pair, 0);
    };
    for (NodeRef extent : n.extents) {
        size.extents.push_back(integer(extent));
        // Proofs rely on extents below 2^47, also of arrays without elements.
        llvm::Value *huge = ir_.CreateICmpUGE(size.extents.back(), ir_.getInt64(int64_t{1} << 47));
        overflow = ir_.CreateOr(overflow, huge);
        count = multiply(count, size.extents.back());
    }
    size.count = count;
    size.bytes = multiply(count, ir_.getInt64(byte_size(n.var->type.dtype)));
    size.possible =
        ir_.CreateAnd(ir_.CreateNot(overflow), ir_.CreateICmpSGE(size.bytes, ir_.getInt64(0)));
    return size;
}

void FunctionEmitter::alloc_array(const Alloc &n) {
    if (shared_.target.device)
        return in_workspace(n) ? alloc_workspace(n) : alloc_scratch(n);
    if (shared_.on_stack.count(n.var))
        return alloc_scratch(n);
    mark_scope();
    const Var &var = *as<Var>(n.var);
    internal_assert(var.info->layout == Layout::c_order || var.info->layout == Layout::f_order,
                    "a local array is dense");
    ArraySize size = size_of(n);
    ArrayValue array{.extents = size.extents};
    Scalar init = n.fill == Fill::value ? expression(n.init) : Scalar{};
    bool cleared = n.fill == Fill::zero && !mutant(Mutant::zero_fill_dropped);
    int site = shared_.sites.add_out_of_memory(n);
    fail_unless(size.possible, site, {});
    llvm::FunctionCallee allocate = shared_.module.getOrInsertFunction(
        "pragmac_allocate", ir_.getPtrTy(), ir_.getPtrTy(), ir_.getInt64Ty(), ir_.getInt32Ty());
    auto *function = llvm::cast<llvm::Function>(allocate.getCallee());
    function->addRetAttr(llvm::Attribute::NoAlias);
    function->setDoesNotThrow();
    int32_t zero = !cleared ? 0 : shared_.threads ? 2 : 1;
    array.data = ir_.CreateCall(allocate, {frame_, size.bytes, ir_.getInt32(zero)});
    array.noalias = true;
    fail_unless(ir_.CreateOr(ir_.CreateIsNotNull(array.data), ir_.CreateIsNull(size.bytes)), site,
                {});
    arrays_[n.var] = array;
    if (shared_.device && !init.value)
        tell_fresh(array, size.bytes, cleared);
    if (init.value && !mutant(Mutant::fill_value_dropped))
        fill(var, array.data, size.count, init);
}

// Memory of a kernel's worker, or of its lane: 16-byte aligned, the same in every iteration.
llvm::Value *FunctionEmitter::scratch_memory(llvm::Type *type) {
    bool of_group = lanes_ && !lanes_in_turn() && !lane_position_;
    if (!of_group) {
        llvm::AllocaInst *memory = entry_.CreateAlloca(type, nullptr, "scratch");
        memory->setAlignment(llvm::Align(16));
        return memory;
    }
    return own_part(group_memory(type, ".scratch"), type);
}

// Memory of a group: a `type` for each of its workers.
llvm::GlobalVariable *FunctionEmitter::group_memory(llvm::Type *type, const char *name) {
    if (group_workers_ > 1 && !mutant(Mutant::subgroups_share_scratch))
        type = llvm::ArrayType::get(type, group_workers_);
    auto *memory =
        new llvm::GlobalVariable(shared_.module, type, false, llvm::GlobalValue::InternalLinkage,
                                 llvm::UndefValue::get(type), function_->getName() + name, nullptr,
                                 llvm::GlobalValue::NotThreadLocal, shared_.target.group_memory);
    memory->setAlignment(llvm::Align(16));
    return memory;
}

llvm::Value *FunctionEmitter::own_part(llvm::GlobalVariable *memory, llvm::Type *type) {
    if (group_workers_ == 1 || mutant(Mutant::subgroups_share_scratch))
        return memory;
    return ir_.CreateInBoundsGEP(type, memory, place_);
}

// In a kernel or on the stack: an array of constant size. Other lanes write to one that they all
// have.
void FunctionEmitter::alloc_scratch(const Alloc &n) {
    const Var &var = *as<Var>(n.var);
    ArrayValue array;
    int64_t count = 1;
    for (NodeRef extent : n.extents) {
        int64_t value = 0;
        internal_assert(constant_i64(extent, value), "scratch of a kernel has a constant size");
        array.extents.push_back(ir_.getInt64(value));
        count *= value;
    }
    llvm::Type *part = memory_type(ir_.getContext(), var.type.dtype);
    auto *type = llvm::ArrayType::get(part, count * parts_of(var.type.dtype));
    array.data = scratch_memory(type);
    array.noalias = !lanes_;
    arrays_[n.var] = array;
    fill_new(n, array.data, ir_.getInt64(count));
}

// The elements that an array made in a kernel starts with.
void FunctionEmitter::fill_new(const Alloc &n, llvm::Value *data, llvm::Value *count) {
    const Var &var = *as<Var>(n.var);
    bool cleared = n.fill == Fill::zero && !mutant(Mutant::zero_fill_dropped);
    // LLVM looks at all loops again for each small one that it unrolls.
    if (cleared && !shared_.target.device) {
        llvm::Value *bytes = ir_.CreateMul(count, ir_.getInt64(byte_size(var.type.dtype)));
        ir_.CreateMemSet(data, ir_.getInt8(0), bytes, alignment_of(var));
        return;
    }
    Scalar init = n.fill == Fill::value ? expression(n.init)
                  : cleared             ? constant_scalar(ir_.getContext(), var.type.dtype, {})
                                        : Scalar{};
    if (init.value && !mutant(Mutant::fill_value_dropped))
        fill(var, data, count, init);
}

void FunctionEmitter::fill(const Var &array, llvm::Value *data, llvm::Value *count, Scalar value) {
    llvm::BasicBlock *before = ir_.GetInsertBlock();
    llvm::BasicBlock *body = new_block("fill"), *done = new_block("filled");
    ir_.CreateCondBr(ir_.CreateIsNull(count), done, body);
    ir_.SetInsertPoint(body);
    llvm::PHINode *k = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    k->addIncoming(ir_.getInt64(0), before);
    llvm::Type *part = memory_type(ir_.getContext(), array.type.dtype);
    llvm::Type *element = value.imaginary ? llvm::ArrayType::get(part, 2) : part;
    store_element(array, ir_.CreateInBoundsGEP(element, data, k), value);
    llvm::Value *next = ir_.CreateNUWAdd(k, ir_.getInt64(1));
    k->addIncoming(next, body);
    ir_.CreateCondBr(ir_.CreateICmpEQ(next, count), done, body);
    ir_.SetInsertPoint(done);
}

// Remembers what had been allocated before this block's first array.
void FunctionEmitter::mark_scope() {
    Scope &scope = scopes_.back();
    if (!scope.mark)
        scope.mark = ir_.CreateLoad(ir_.getPtrTy(),
                                    frame_field(offsetof(pragmac_frame, allocations)), "mark");
}

void FunctionEmitter::close_scope() {
    if (!terminated())
        release_down_to(scopes_.size() - 1);
    scopes_.pop_back();
}

// The outermost mark that is given up covers all inner ones.
void FunctionEmitter::release_down_to(size_t scopes) {
    for (size_t i = scopes; i < scopes_.size(); i++) {
        if (!scopes_[i].mark)
            continue;
        llvm::FunctionCallee release = shared_.module.getOrInsertFunction(
            "pragmac_release", ir_.getVoidTy(), ir_.getPtrTy(), ir_.getPtrTy());
        llvm::cast<llvm::Function>(release.getCallee())->setDoesNotThrow();
        ir_.CreateCall(release, {frame_, scopes_[i].mark});
        return;
    }
}

} // namespace pragmac
