#include "keep_zero_signs.h"

#include "mutants.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>
#include <llvm/IR/PatternMatch.h>

namespace pragmac {
namespace {

using namespace llvm::PatternMatch;

bool is_converted(const llvm::Value *value) {
    return llvm::isa<llvm::FPExtInst, llvm::FPTruncInst>(value);
}

// The operand that is zero, of a choice between zero and a converted value; 0 of others.
unsigned zero_operand(const llvm::SelectInst &choice) {
    if (!llvm::isa<llvm::FPMathOperator>(choice) || choice.hasNoSignedZeros())
        return 0;
    for (unsigned zero : {1u, 2u})
        if (match(choice.getOperand(zero), m_AnyZeroFP()) &&
            is_converted(choice.getOperand(3 - zero)))
            return zero;
    return 0;
}

// At the start of the function, where vector loops find it as a value of all lanes.
llvm::Value *behind_fence(llvm::Constant *zero, llvm::Function &function) {
    llvm::BasicBlock &entry = function.getEntryBlock();
    llvm::IRBuilder<> ir(&entry, entry.getFirstInsertionPt());
    auto *lanes = llvm::dyn_cast<llvm::VectorType>(zero->getType());
    llvm::Value *one = lanes ? zero->getSplatValue() : zero;
    llvm::Value *hidden = ir.CreateArithmeticFence(one, one->getType());
    return lanes ? ir.CreateVectorSplat(lanes->getElementCount(), hidden) : hidden;
}

} // namespace

llvm::PreservedAnalyses KeepZeroSigns::run(llvm::Function &function,
                                           llvm::FunctionAnalysisManager &) {
    if (!function.getParent()->getTargetTriple().isX86() || mutant(Mutant::zero_signs_lost))
        return llvm::PreservedAnalyses::all();
    bool any = false;
    for (llvm::Instruction &n : llvm::instructions(function)) {
        auto *choice = llvm::dyn_cast<llvm::SelectInst>(&n);
        if (unsigned zero = choice ? zero_operand(*choice) : 0) {
            auto *constant = llvm::cast<llvm::Constant>(choice->getOperand(zero));
            if (constant->getType()->isVectorTy() && !constant->getSplatValue())
                continue; // zeros of both signs
            choice->setOperand(zero, behind_fence(constant, function));
            any = true;
        }
    }
    if (!any)
        return llvm::PreservedAnalyses::all();
    llvm::PreservedAnalyses kept;
    kept.preserveSet<llvm::CFGAnalyses>();
    return kept;
}

} // namespace pragmac
