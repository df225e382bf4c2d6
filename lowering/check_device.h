// check_device: what a launch on a device asks for must have device code.
//
// Before: map_to_machine decided what runs where. After: the same function, or P614 at the place of
// everything in a launch on a device that the device's emitter does not know yet.
#pragma once

#include "build.h"
#include "diagnostics.h"

namespace pragmac {

void check_device(const Func *func, DiagnosticEngine &diagnostics);

} // namespace pragmac
