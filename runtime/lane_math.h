// lane_symbols: mathematical functions of several lanes at once, from SLEEF where it is to be had.
#pragma once

#include "symbols.h"

#include <span>

namespace pragmac {

// Those of abi/lane_functions.def, in any order, valid until the process ends. Empty where this
// processor lacks AVX2 or FMA, and where libsleef.so.3, beside the run time or else among the
// system's libraries, is not to be found or lacks a function: then code is made without them, and
// loaded code refers to none. Callable from any thread; the first call loads the library, half a
// millisecond.
std::span<const Symbol> lane_symbols();

} // namespace pragmac
