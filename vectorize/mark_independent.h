// mark_independent: innermost loops whose iterations are shown to be independent, as `simd` loops.
//
// Before: level P, proofs made. After: loops that run in order, and both read and write an array at
// different places, are proved `simd` loops where no iteration meets another and no scalar goes
// from one to the next: LLVM makes vectors of them without tests of its own at every entry, which
// it would make because it does not know which rows meet. No bit depends on it. Leaves alone: all
// other loops, of which LLVM finds out by itself.
#pragma once

#include "build.h"

namespace pragmac {

const Func *mark_independent(const Func *func, Builder &build);

} // namespace pragmac
