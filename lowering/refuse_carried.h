// refuse_carried: P303 for a scalar that carries a value from iteration to iteration, with the fix
// that suits what the loop does with it.
#pragma once

#include "diagnostics.h"
#include "scalar_use.h"

namespace pragmac {

// `use` is carried and read in every iteration of `loop`.
// Every assignment of the cell in the loop computes its value from the one before: whichever
// iteration is the second one to assign it sees what the first one left.
bool only_changed(NodeRef cell, const For &loop, const FunctionScope &function);

void refuse_carried_scalar(const ScalarUse &use, const For &loop, const FunctionScope &function,
                           DiagnosticEngine &diagnostics);

// True when every iteration comes past the node: no `if`, `while` or lazy arm around it.
bool reached_always(NodeRef n, NodeRef target);

} // namespace pragmac
