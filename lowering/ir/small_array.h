// small_array: arrays that the host's functions keep on the stack, so that making them cannot fail.
#pragma once

#include "ir.h"

namespace pragmac {

// Of constant extents, at least one element and 4096 bytes at most.
bool small_array(const Alloc &n);

} // namespace pragmac
