// Choices on the critical path of a recurrence.
#pragma once

#include <llvm/IR/PassManager.h>

namespace pragmac {

// InstCombine makes `x ^ (c ? k : 0)` of `c ? x ^ k : x`. Where `c` is known later than `x`, the
// second form is the faster one, as it computes `x ^ k` while it waits: crc16 ran 1.3 times as
// fast. This pass goes back to it, in innermost loops, where both come from one value that goes
// around the loop. Behind the vectoriser, which likes the first form.
struct UnfoldSelects : llvm::PassInfoMixin<UnfoldSelects> {
    llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace pragmac
