// The runtime's numeric functions for kernels: one source for the host and for every device.
//
// runtime/numeric is compiled to LLVM bitcode when pragmac is built, and the bitcode is part of the
// compiler. What kernels call of it is linked into their module and so has the host's bits; where
// it calls the C library (`fmod` in `//`, `powf` in `**` of float16), the target's own function of
// that name takes its place.
#pragma once

#include "missing_on_device.h"
#include "target.h"

namespace pragmac {

// A call of one of the runtime's functions (`pragmac_floor_div_f64`) that the target has not
// itself.
struct NumericCall {
    std::string function;
    MissingFunction unless_linked; // how the user is told when the target cannot have it
};

// Links what the calls name into `module`, made local. Gives those for which a function of the C
// library is missing on the target.
std::vector<MissingFunction> link_device_functions(llvm::Module &module,
                                                   const TargetDescription &target,
                                                   const std::vector<NumericCall> &calls);

} // namespace pragmac
