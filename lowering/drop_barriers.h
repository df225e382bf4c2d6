// drop_barriers: parallel loops that follow each other and touch nothing in common become a team.
//
// Before: level P after decide_parallel, loops as they were written. After: proved parallel loops
// in a row, perhaps behind guards and with lets between them, are one `team` where every lettered
// condition of drop_barriers.cpp holds; behind guards, beside the loops as they were, for when one
// of the guards fails. Loops that keep their barrier are as before, with the reason in their
// report. Each barrier dropped leaves its certificate. Leaves alone: loops inside of parallel
// loops, and loops with reductions. Raises no user error.
#pragma once

#include "decide_parallel.h"

namespace pragmac {

void drop_barriers(ParallelDecisions &decisions, Builder &build);

} // namespace pragmac
