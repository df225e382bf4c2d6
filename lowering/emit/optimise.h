// The optimisation pipeline for emitted functions.
#pragma once

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace pragmac {

// Optimises in place, for vectors of so many bits (256, 512) where loops can have them. Keeps every
// bit of floating-point results but, with `lane_math`, of the mathematical functions that vector
// loops call. `sanitize_threads` reports every access that is left to the thread sanitizer.
void optimise(llvm::Module &module, llvm::TargetMachine &machine, int vector_bits,
              bool sanitize_threads = false, bool lane_math = false);

// The same for a module of kernels and of what was linked to them.
void optimise_kernels(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace pragmac
