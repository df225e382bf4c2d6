// check_reduction: whether a loop updates the variables of its `reduction` clause by that
// operation.
#pragma once

#include "directive.h"

namespace pragmac {

// Reports P118 for every variable of the clause that the loop does not update at all, or updates by
// another operation; false when it reported one.
bool check_reduction(const Clause &clause, const Tree &loop, DiagnosticEngine &diagnostics);

} // namespace pragmac
