// Distances are numbers of instructions from a value that goes around the loop, along the longest
// way, within the block that the value begins.
#include "unfold_selects.h"

#include "mutants.h"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/PatternMatch.h>

#include <algorithm>
#include <unordered_map>

namespace pragmac {
namespace {

constexpr int apart = -1;

class Distances {
  public:
    explicit Distances(const llvm::PHINode &start) : block_(start.getParent()) {
        known_[&start] = 0;
    }
    // Of `value` from the start; `apart` where it does not depend on it.
    int to(const llvm::Value *value) {
        auto *instruction = llvm::dyn_cast<llvm::Instruction>(value);
        if (!instruction || instruction->getParent() != block_)
            return apart;
        if (auto found = known_.find(instruction); found != known_.end())
            return found->second;
        int longest = apart;
        if (!llvm::isa<llvm::PHINode>(instruction))
            for (const llvm::Value *operand : instruction->operands())
                longest = std::max(longest, to(operand));
        return known_[instruction] = longest == apart ? apart : longest + 1;
    }

  private:
    const llvm::BasicBlock *block_;
    std::unordered_map<const llvm::Instruction *, int> known_;
};

// x op (c ? k : identity), of integers.
struct Folded {
    llvm::BinaryOperator *op = nullptr;
    unsigned x_side = 0; // the operand that x is
    llvm::SelectInst *choice = nullptr;
    bool identity_first = false;
    llvm::Value *x() const { return op->getOperand(x_side); }
};

// Of one cycle, and defined for all operands.
bool is_cheap(unsigned opcode) {
    return opcode == llvm::Instruction::Add || opcode == llvm::Instruction::Sub ||
           opcode == llvm::Instruction::Xor || opcode == llvm::Instruction::Or ||
           opcode == llvm::Instruction::And;
}

Folded folded(llvm::Instruction &n) {
    auto *op = llvm::dyn_cast<llvm::BinaryOperator>(&n);
    if (!op || !op->getType()->isIntegerTy() || !is_cheap(op->getOpcode()))
        return {};
    for (unsigned side : {1u, 0u}) {
        auto *choice = llvm::dyn_cast<llvm::SelectInst>(op->getOperand(side));
        if (!choice || !choice->hasOneUse() || (side == 0 && !op->isCommutative()))
            continue;
        llvm::Constant *identity =
            llvm::ConstantExpr::getBinOpIdentity(op->getOpcode(), op->getType(),
                                                 /*AllowRHSConstant=*/true);
        for (bool first : {false, true})
            if (identity && identity == (first ? choice->getTrueValue() : choice->getFalseValue()))
                return {op, 1 - side, choice, first};
    }
    return {};
}

void unfold(const Folded &found) {
    llvm::IRBuilder<> ir(found.op);
    llvm::Value *other =
        found.identity_first ? found.choice->getFalseValue() : found.choice->getTrueValue();
    llvm::Value *yes = ir.CreateBinOp(found.op->getOpcode(), found.x(), other), *no = found.x();
    if (found.identity_first != mutant(Mutant::unfolded_the_other_way))
        std::swap(yes, no);
    found.op->replaceAllUsesWith(ir.CreateSelect(found.choice->getCondition(), yes, no));
    found.op->eraseFromParent();
    found.choice->eraseFromParent();
}

bool unfold_around(llvm::PHINode &start) {
    Distances distances(start);
    std::vector<Folded> all;
    for (llvm::Instruction &n : *start.getParent())
        if (Folded found = folded(n); found.op) {
            int condition = distances.to(found.choice->getCondition());
            if (int x = distances.to(found.x()); x != apart && condition >= x)
                all.push_back(found);
        }
    for (const Folded &found : all)
        unfold(found);
    return !all.empty();
}

} // namespace

llvm::PreservedAnalyses UnfoldSelects::run(llvm::Function &function,
                                           llvm::FunctionAnalysisManager &analyses) {
    bool any = false;
    for (llvm::Loop *loop : analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder())
        if (loop->isInnermost())
            for (llvm::PHINode &start : loop->getHeader()->phis())
                any |= start.getType()->isIntegerTy() && unfold_around(start);
    if (!any)
        return llvm::PreservedAnalyses::all();
    llvm::PreservedAnalyses kept;
    kept.preserveSet<llvm::CFGAnalyses>();
    return kept;
}

} // namespace pragmac
