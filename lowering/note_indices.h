// note_indices: tells the user of indices that wrap around or can never be in range.
//
// Before: level P after forward_scalars, with every check in place. Reads only.
// Reports N501 (a loop's first index is negative, so it addresses the end of the array) and P501
// (an index is outside a local array of constant extent whenever it is reached), once per place.
#pragma once

#include "build.h"
#include "diagnostics.h"

namespace pragmac {

void note_indices(const Func *func, DiagnosticEngine &diagnostics);

} // namespace pragmac
