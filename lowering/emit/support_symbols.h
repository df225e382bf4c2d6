// Functions that the code generator may call without being asked to.
#pragma once

#include "compile.h"

namespace pragmac {

std::span<const HostSymbol> support_symbols();

} // namespace pragmac
