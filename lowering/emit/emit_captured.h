// What a launch's body uses from outside: the values that travel to its workers.
#pragma once

#include "emit_function.h"

namespace pragmac {

struct FunctionEmitter::Captured {
    std::vector<const Var *> values; // scalars and arrays
    std::vector<const Var *> read_cells;
    std::vector<const Var *> written_cells; // private to the iteration, the last value goes back
    int written_at = 0; // the context's first slot for written_cells
};

} // namespace pragmac
