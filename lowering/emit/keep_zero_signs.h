// Choices between zero and a converted value.
#pragma once

#include <llvm/IR/PassManager.h>

namespace pragmac {

// LLVM 22's InstCombine makes `double(x <= 0 ? 0 : x)` of `x < 0 ? 0 : double(x)`, which answers
// 0.0 where `x` is -0.0 (its issue 157254). Where a choice between zero and a converted value
// depends on `x < 0` or `x > 0`, this pass compares with the number next to zero instead, `x <=
// -4.9e-324`, which is the same comparison. It belongs in front of every InstCombine.
struct KeepZeroSigns : llvm::PassInfoMixin<KeepZeroSigns> {
    llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace pragmac
