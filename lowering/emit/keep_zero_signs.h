// Choices between zero and a converted value.
#pragma once

#include <llvm/IR/PassManager.h>

namespace pragmac {

// LLVM 22's InstCombine makes `double(x <= 0 ? 0 : x)` of `x < 0 ? 0 : double(x)`, which answers
// 0.0 where `x` is -0.0 (its issue 157254), whatever it made that comparison of. This pass hides
// the zero of such a choice behind a fence, so that it is no constant to InstCombine, which it
// belongs in front of. For x86 alone: other back ends have no such fence.
struct KeepZeroSigns : llvm::PassInfoMixin<KeepZeroSigns> {
    llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace pragmac
