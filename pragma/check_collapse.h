// check_collapse: whether the loops that `collapse` joins stand directly inside one another, and
// `block` has a size for no more loops than that.
#pragma once

#include "directive.h"

namespace pragmac {

// Reports P119 for loops that cannot be joined and P107 for sizes without a loop; false when it
// reported one.
bool check_collapse(const Directive &directive, const Tree &loop, DiagnosticEngine &diagnostics);

} // namespace pragmac
