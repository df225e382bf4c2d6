// Vector loops call the runtime's mathematical functions of several lanes.
#pragma once

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace pragmac {

// In front of LoopVectorize: says of every call of a row of lane_functions.def which functions
// compute several of them at once, in vectors up to so many bits (256, 512) where the machine has
// them. Changes no code.
void offer_lane_math(llvm::Module &module, const llvm::TargetMachine &machine, int bits);

// Behind it: a function that calls one for several lanes takes the bits of that one everywhere, in
// the remainders of its vector loops above all; in every other function all calls stay the C
// library's, whose functions of one number are the faster ones. Needs `offer_lane_math`.
void settle_lane_math(llvm::Module &module);

} // namespace pragmac
