// check_device: what a loop on a device asks for must have device code.
//
// Before: the reduction plan has made its loops, and the function's parallel loops leave the host.
// After: the same function, or P614 at the place of everything in such a loop that the machine's
// kernel level or the emitter of kernels does not know yet. Leaves alone: the function.
#pragma once

#include "build.h"
#include "diagnostics.h"

namespace pragmac {

void check_device(const Func *func, DiagnosticEngine &diagnostics);

} // namespace pragmac
