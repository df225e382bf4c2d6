// Checks of host loops that ask first for the usual case, by one comparison: a number whose
// magnitude is small is no NaN and fits an integer; an index that is not negative is in its array.
// The exact tests, in their order and with their errors, stand where that comparison fails.
#include "emit_function.h"

#include "fields.h"
#include "mutants.h"

#include <llvm/IR/MDBuilder.h>

#include <cmath>

namespace pragmac {

// How many of a block's statements from `at` on were emitted here.
size_t FunctionEmitter::usual_check(const NodeList &statements, size_t at) {
    auto *check = as<Check>(statements[at]);
    if (!check || shared_.target.device || lane_failure_)
        return 0;
    auto *next = at + 1 < statements.size() ? as<Check>(statements[at + 1]) : nullptr;
    if (next && number_checks(*check, *next))
        return 2;
    return index_check(*check) ? 1 : 0;
}

// x == x, then whether x fits a signed type: both hold where |x| < 2^(bits - 1).
bool FunctionEmitter::number_checks(const Check &nan, const Check &range) {
    auto *same = as<Compare>(nan.cond);
    auto *fits = as<Fits>(range.cond);
    if (!same || !fits || same->op != CompareOp::eq || same->a != same->b || same->a != fits->x ||
        !is_signed(fits->dtype))
        return false;
    DType d = fits->x->type.dtype;
    if (d != DType::f64 && d != DType::f32)
        return false;
    llvm::Value *x = expression(fits->x).value;
    llvm::Value *magnitude = ir_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x);
    int bits = 8 * byte_size(fits->dtype) - !mutant(Mutant::usual_numbers_too_wide);
    llvm::Value *bound = llvm::ConstantFP::get(x->getType(), std::ldexp(1.0, bits));
    unless_usual(ir_.CreateFCmpOLT(magnitude, bound), [&] {
        check(nan);
        check(range);
    });
    return true;
}

// -n <= i < n: as an unsigned number i is below n, or i + n is.
bool FunctionEmitter::index_check(const Check &n) {
    auto *compare = as<Compare>(n.cond);
    if (!compare || compare->op != CompareOp::index_ok || !is_signed(compare->a->type.dtype) ||
        mutant(Mutant::index_above_allowed))
        return false;
    llvm::Value *index = integer(compare->a), *extent = integer(compare->b);
    llvm::Value *usual = ir_.CreateICmpULT(index, extent);
    if (llvm::isa<llvm::ConstantInt>(usual))
        return false;
    llvm::BasicBlock *asked = ir_.GetInsertBlock(), *counted = nullptr;
    llvm::Value *from_end = nullptr;
    unless_usual(usual, [&] {
        from_end = ir_.CreateAdd(index, extent);
        fail_unless(ir_.CreateICmpULT(from_end, extent), n);
        counted = ir_.GetInsertBlock();
    });
    llvm::PHINode *wrapped = ir_.CreatePHI(index->getType(), 2);
    wrapped->addIncoming(index, asked);
    wrapped->addIncoming(mutant(Mutant::index_from_end_kept) ? index : from_end, counted);
    wrapped_.push_back({index, extent, wrapped});
    return true;
}

void FunctionEmitter::unless_usual(llvm::Value *usual, const std::function<void()> &unusual) {
    llvm::BasicBlock *good = new_block("usual"), *other = new_block("unusual");
    llvm::MDNode *likely = llvm::MDBuilder(ir_.getContext()).createLikelyBranchWeights();
    ir_.CreateCondBr(usual, good, other, likely);
    ir_.SetInsertPoint(other);
    unusual();
    branch(good);
    ir_.SetInsertPoint(good);
}

llvm::Value *FunctionEmitter::wrapped_index(llvm::Value *index, llvm::Value *extent) const {
    for (size_t i = wrapped_.size(); i-- > 0;)
        if (wrapped_[i][0] == index && wrapped_[i][1] == extent)
            return wrapped_[i][2];
    return nullptr;
}

} // namespace pragmac
