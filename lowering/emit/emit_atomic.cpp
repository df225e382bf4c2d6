// Atomic updates of array elements: one instruction where there is one, else compare-exchange.
#include "emit_function.h"

#include <optional>

namespace pragmac {

namespace {

// The instruction whose meaning is exactly the operation's. Max and min of floats are not here:
// LLVM's treat NaN differently from both Python and NumPy.
std::optional<llvm::AtomicRMWInst::BinOp> instruction_for(BinaryOp op, DType d) {
    using R = llvm::AtomicRMWInst;
    bool f = is_float(part_of(d)), s = is_signed(d);
    if (op == BinaryOp::add)
        return f ? R::FAdd : R::Add;
    if (op == BinaryOp::sub)
        return f ? R::FSub : R::Sub;
    if (f)
        return {};
    switch (op) {
    case BinaryOp::bit_and: return R::And;
    case BinaryOp::bit_or: return R::Or;
    case BinaryOp::bit_xor: return R::Xor;
    case BinaryOp::py_max:
    case BinaryOp::np_max: return s ? R::Max : R::UMax;
    case BinaryOp::py_min:
    case BinaryOp::np_min: return s ? R::Min : R::UMin;
    default: return {};
    }
}

constexpr auto relaxed = llvm::AtomicOrdering::Monotonic;

} // namespace

// x86 locks an address of any alignment, so natural alignment is claimed for all elements.
void FunctionEmitter::atomic_update(const Update &n, llvm::Value *address, Scalar value) {
    DType d = n.value->type.dtype;
    auto instruction = is_bool(d) || d == DType::f16 ? std::nullopt : instruction_for(n.op, d);
    if (!instruction)
        return compare_exchange(n, address, value);
    auto scope = ir_.getContext().getOrInsertSyncScopeID(shared_.target.atomic_scope);
    ir_.CreateAtomicRMW(*instruction, address, value.value, part_alignment(d), relaxed, scope);
    if (is_complex(d))
        ir_.CreateAtomicRMW(*instruction, imaginary_address(address, d), value.imaginary,
                            part_alignment(d), relaxed, scope);
}

// Repeats: new = op(old, value) until the element still holds `old` when `new` is written.
void FunctionEmitter::compare_exchange(const Update &n, llvm::Value *address, Scalar value) {
    DType d = n.value->type.dtype;
    internal_assert(!is_complex(d), "no atomic " + std::string(name_of(n.op)) + " of complex");
    llvm::Type *bits = ir_.getIntNTy(8 * byte_size(d));
    llvm::Type *memory = memory_type(ir_.getContext(), d);
    auto *first = ir_.CreateAlignedLoad(bits, address, part_alignment(d));
    auto scope = ir_.getContext().getOrInsertSyncScopeID(shared_.target.atomic_scope);
    first->setAtomic(relaxed, scope);
    llvm::BasicBlock *before = ir_.GetInsertBlock();
    llvm::BasicBlock *attempt = new_block("attempt"), *done = new_block("exchanged");
    ir_.CreateBr(attempt);
    ir_.SetInsertPoint(attempt);
    llvm::PHINode *old = ir_.CreatePHI(bits, 2);
    old->addIncoming(first, before);
    Scalar current{part_from_memory(ir_, ir_.CreateBitCast(old, memory), d)};
    Scalar next = ops_.binary(n.op, current, value, d);
    llvm::Value *wanted = ir_.CreateBitCast(part_to_memory(ir_, next.value, d), bits);
    auto *exchange =
        ir_.CreateAtomicCmpXchg(address, old, wanted, part_alignment(d), relaxed, relaxed, scope);
    old->addIncoming(ir_.CreateExtractValue(exchange, 0), ir_.GetInsertBlock());
    ir_.CreateCondBr(ir_.CreateExtractValue(exchange, 1), done, attempt);
    ir_.SetInsertPoint(done);
}

} // namespace pragmac
