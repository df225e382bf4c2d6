// The optimisation pipeline for emitted functions.
#pragma once

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace pragmac {

// Optimises in place. Keeps every bit of floating-point results.
void optimise(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace pragmac
