#include "keep_zero_signs.h"

#include "mutants.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/PatternMatch.h>

namespace pragmac {
namespace {

using namespace llvm::PatternMatch;

const llvm::Value *unconverted(const llvm::Value *value) {
    while (llvm::isa<llvm::FPExtInst, llvm::FPTruncInst>(value))
        value = llvm::cast<llvm::CastInst>(value)->getOperand(0);
    return value;
}

// The value before its conversion, of a choice between a converted value and zero.
const llvm::Value *converted_or_zero(const llvm::SelectInst &choice) {
    const llvm::Value *value = choice.getTrueValue(), *zero = choice.getFalseValue();
    if (match(value, m_AnyZeroFP()))
        std::swap(value, zero);
    const llvm::Value *source = unconverted(value);
    return source != value && match(zero, m_AnyZeroFP()) ? source : nullptr;
}

// `x < 0` and `x > 0` and what is true where they are not. `x <= 0` and `x >= 0` are no risk.
bool parts_zero_from_one_side(llvm::FCmpInst::Predicate predicate) {
    return predicate == llvm::FCmpInst::FCMP_OLT || predicate == llvm::FCmpInst::FCMP_OGT ||
           predicate == llvm::FCmpInst::FCMP_UGE || predicate == llvm::FCmpInst::FCMP_ULE;
}

bool compare_beside_zero(llvm::FCmpInst &compared, const llvm::Value *with) {
    llvm::FCmpInst::Predicate predicate = compared.getPredicate();
    if (!parts_zero_from_one_side(predicate))
        return false;
    for (unsigned side : {0u, 1u}) {
        llvm::Value *zero = compared.getOperand(side);
        if (!match(zero, m_AnyZeroFP()) || unconverted(compared.getOperand(1 - side)) != with)
            continue;
        bool below_right = predicate == llvm::FCmpInst::FCMP_OLT || // of `left < right`
                           predicate == llvm::FCmpInst::FCMP_UGE;
        llvm::APFloat next = llvm::APFloat::getSmallest(
            zero->getType()->getScalarType()->getFltSemantics(), below_right == (side == 1));
        compared.setPredicate(llvm::CmpInst::getFlippedStrictnessPredicate(predicate));
        compared.setOperand(side, llvm::ConstantFP::get(zero->getType(), next));
        return true;
    }
    return false;
}

// In `condition` and what it is computed of, as far as InstCombine may make one comparison of it.
bool keep_sign(llvm::Value *condition, const llvm::Value *of,
               llvm::SmallPtrSetImpl<llvm::Value *> &seen) {
    constexpr unsigned most_seen = 64;
    auto *computed = llvm::dyn_cast<llvm::Instruction>(condition);
    if (!computed || seen.size() == most_seen || !seen.insert(condition).second)
        return false;
    if (auto *compared = llvm::dyn_cast<llvm::FCmpInst>(computed))
        return compare_beside_zero(*compared, of);
    bool any = false;
    for (llvm::Value *operand : computed->operands())
        if (operand->getType()->isIntOrIntVectorTy())
            any |= keep_sign(operand, of, seen);
    return any;
}

} // namespace

llvm::PreservedAnalyses KeepZeroSigns::run(llvm::Function &function,
                                           llvm::FunctionAnalysisManager &) {
    if (mutant(Mutant::zero_signs_lost))
        return llvm::PreservedAnalyses::all();
    bool any = false;
    for (llvm::Instruction &n : llvm::instructions(function))
        if (auto *choice = llvm::dyn_cast<llvm::SelectInst>(&n))
            if (const llvm::Value *source = converted_or_zero(*choice)) {
                llvm::SmallPtrSet<llvm::Value *, 16> seen;
                any |= keep_sign(choice->getCondition(), source, seen);
            }
    if (!any)
        return llvm::PreservedAnalyses::all();
    llvm::PreservedAnalyses kept;
    kept.preserveSet<llvm::CFGAnalyses>();
    return kept;
}

} // namespace pragmac
