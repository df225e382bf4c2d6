// Atomic updates of array elements: one instruction where there is one, compare-exchange where the
// element fits a register, else a lock of the run time.
//
// All of them are relaxed: an update orders nothing but the updates of its own element. Complex
// sums change the two parts one after the other, which is right because nobody looks at the
// element before the loop ends; a fetched value needs both at once and takes the lock. One loop
// never mixes the two on one array (its updates would not commute).
#include "emit_function.h"

#include "mutants.h"

#include <optional>

namespace pragmac {

namespace {

// The instruction whose meaning is exactly the operation's. Max and min of floats are not here:
// LLVM's treat NaN differently from both Python and NumPy.
std::optional<llvm::AtomicRMWInst::BinOp> instruction_for(BinaryOp op, DType d) {
    using R = llvm::AtomicRMWInst;
    bool f = is_float(part_of(d)), s = is_signed(d);
    if (is_bool(d) || d == DType::f16)
        return {};
    if (op == BinaryOp::add)
        return f ? R::FAdd : R::Add;
    if (op == BinaryOp::sub)
        return f ? R::FSub : R::Sub;
    if (f)
        return {};
    if (mutant(Mutant::atomic_extrema_unsigned))
        s = false;
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

llvm::SyncScope::ID FunctionEmitter::atomic_scope() {
    return ir_.getContext().getOrInsertSyncScopeID(shared_.target.atomic_scope);
}

void FunctionEmitter::fetch_update(const FetchUpdate &n) {
    const Var &array = *as<Var>(n.array);
    DType d = n.value->type.dtype;
    llvm::Value *address = address_of(array, n.indices);
    Scalar value = expression(n.value);
    Scalar old = is_complex(d) ? locked_update(array, n.op, address, value)
                               : one_part_update(n.op, d, address, value);
    values_[n.var] = mutant(Mutant::fetch_yields_new) ? ops_.binary(n.op, old, value, d) : old;
}

// Threads that store the same value at the same time: no data race when each part is a relaxed
// store.
void FunctionEmitter::shared_store(const SharedStore &n) {
    DType d = n.value->type.dtype;
    llvm::Value *address = address_of(*as<Var>(n.array), n.indices);
    Scalar value = expression(n.value);
    llvm::Type *bits = ir_.getIntNTy(8 * byte_size(part_of(d)));
    auto part = [&](llvm::Value *at, llvm::Value *x) {
        if (byte_size(part_of(d)) < shared_.target.narrowest_atomic) {
            exchange(part_of(d), at, [&](Scalar) { return Scalar{x}; });
            return;
        }
        llvm::Value *stored = ir_.CreateBitCast(part_to_memory(ir_, x, d), bits);
        ir_.CreateAlignedStore(stored, at, part_alignment(d))->setAtomic(relaxed, atomic_scope());
    };
    part(address, value.value);
    if (is_complex(d))
        part(imaginary_address(address, d), value.imaginary);
}

void FunctionEmitter::atomic_update(const Update &n, llvm::Value *address, Scalar value) {
    DType d = n.value->type.dtype;
    if (!is_complex(d)) {
        one_part_update(n.op, d, address, value);
        return;
    }
    if (!instruction_for(n.op, d)) {
        locked_update(*as<Var>(n.array), n.op, address, value);
        return;
    }
    for (auto [at, part] : {std::pair(address, value.value),
                            std::pair(imaginary_address(address, d), value.imaginary)})
        one_part_update(n.op, part_of(d), at, {part});
}

// x86 locks an address of any alignment, so natural alignment is claimed for all elements.
Scalar FunctionEmitter::one_part_update(BinaryOp op, DType d, llvm::Value *address, Scalar value) {
    const TargetDescription &target = shared_.target;
    auto instruction = instruction_for(op, d);
    if (!instruction || byte_size(d) < target.narrowest_atomic ||
        (is_float(d) && !target.float_atomics))
        return exchange(d, address,
                        [&](Scalar current) { return ops_.binary(op, current, value, d); });
    return {ir_.CreateAtomicRMW(*instruction, address, value.value, part_alignment(d), relaxed,
                                atomic_scope())};
}

// What a compare-exchange of an element works on: the element, or the aligned word around it.
struct FunctionEmitter::AtomicWord {
    llvm::Type *type;
    llvm::Value *address;
    llvm::Value *shift; // of the element in the word; null: it is the word
};

FunctionEmitter::AtomicWord FunctionEmitter::word_around(DType d, llvm::Value *address) {
    int element = byte_size(d), word = shared_.target.narrowest_atomic;
    if (element >= word)
        return {ir_.getIntNTy(8 * element), address, nullptr};
    llvm::Type *type = ir_.getIntNTy(8 * word);
    llvm::Value *bits = ir_.CreatePtrToInt(address, ir_.getInt64Ty());
    llvm::Value *inside = ir_.CreateAnd(bits, ir_.getInt64(word - 1));
    llvm::Value *start = ir_.CreateGEP(ir_.getInt8Ty(), address, ir_.CreateNeg(inside));
    return {type, start, ir_.CreateTrunc(ir_.CreateShl(inside, 3), type)};
}

// Repeats: new = next(old) until the element still holds `old` when `new` is written. Old values
// are compared, not the success bit: SPIR-V has none.
Scalar FunctionEmitter::exchange(DType d, llvm::Value *address,
                                 const std::function<Scalar(Scalar)> &next) {
    AtomicWord word = word_around(d, address);
    llvm::Type *bits = ir_.getIntNTy(8 * byte_size(d));
    llvm::Type *memory = memory_type(ir_.getContext(), d);
    llvm::Align alignment(word.type->getIntegerBitWidth() / 8);
    auto *first = ir_.CreateAlignedLoad(word.type, word.address, alignment);
    first->setAtomic(relaxed, atomic_scope());
    llvm::BasicBlock *before = ir_.GetInsertBlock();
    llvm::BasicBlock *attempt = new_block("attempt"), *done = new_block("exchanged");
    ir_.CreateBr(attempt);
    ir_.SetInsertPoint(attempt);
    llvm::PHINode *old = ir_.CreatePHI(word.type, 2);
    old->addIncoming(first, before);
    llvm::Value *element = word.shift ? ir_.CreateLShr(old, word.shift) : old;
    element = ir_.CreateBitCast(ir_.CreateTrunc(element, bits), memory);
    Scalar current{part_from_memory(ir_, element, d)};
    llvm::Value *wanted = ir_.CreateBitCast(part_to_memory(ir_, next(current).value, d), bits);
    if (word.shift) {
        llvm::Value *ones = ir_.CreateZExt(llvm::Constant::getAllOnesValue(bits), word.type);
        llvm::Value *others = ir_.CreateAnd(old, ir_.CreateNot(ir_.CreateShl(ones, word.shift)));
        if (mutant(Mutant::atomic_word_alone))
            others = llvm::Constant::getNullValue(word.type);
        wanted = ir_.CreateOr(others, ir_.CreateShl(ir_.CreateZExt(wanted, word.type), word.shift));
    }
    llvm::Value *seen =
        ir_.CreateExtractValue(ir_.CreateAtomicCmpXchg(word.address, old, wanted, alignment,
                                                       relaxed, relaxed, atomic_scope()),
                               0);
    old->addIncoming(seen, ir_.GetInsertBlock());
    ir_.CreateCondBr(ir_.CreateICmpEQ(seen, old), done, attempt);
    ir_.SetInsertPoint(done);
    return current;
}

Scalar FunctionEmitter::locked_update(const Var &array, BinaryOp op, llvm::Value *address,
                                      Scalar value) {
    auto call = [&](const char *name) {
        llvm::FunctionCallee f =
            shared_.module.getOrInsertFunction(name, ir_.getVoidTy(), ir_.getPtrTy());
        ir_.CreateCall(f, {address})->setDoesNotThrow();
    };
    DType d = array.type.dtype;
    call("pragmac_lock_element");
    Scalar old = load_element(array, address);
    store_element(array, address, ops_.binary(op, old, value, d));
    call("pragmac_unlock_element");
    return old;
}

} // namespace pragmac
