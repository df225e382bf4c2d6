// check_data_clauses: what data clauses say of scalars must be true; those of arrays stay.
//
// Before: level P after lower_python, every clause a `share` node at the head of its loop's body.
// After: `share` nodes are left for arrays that are private.
// Runs while every scalar is still a cell. Raises P124 and P118, at the name in the clause.
#pragma once

#include "build.h"
#include "diagnostics.h"

namespace pragmac {

const Func *check_data_clauses(const Func *func, Builder &build, DiagnosticEngine &diagnostics);

} // namespace pragmac
