// Tests whether a result fits, without LLVM's intrinsics for them.
#pragma once

#include <llvm/IR/Module.h>

namespace pragmac {

// Replaces every `llvm.{s,u}{add,sub,mul}.with.overflow` by ordinary instructions. The upper half
// of a product of 64 bits is OpenCL's `mul_hi`.
void expand_overflow_tests(llvm::Module &module);

} // namespace pragmac
