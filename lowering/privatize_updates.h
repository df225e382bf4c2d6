// privatize_updates: tables that the iterations of a loop on a device update get copies per group.
//
// Before: level P for a device, with all proofs made and reductions split. After: a proved parallel
// loop that does nothing with an array but update it, by one exact atomic operation on integers, is
// a loop over blocks of iterations where the table turns out to be small and the loop long: the
// lanes of a group share out a block and update a copy in the group's memory (an array made in the
// iteration), and then the table by what the copy holds. Elsewhere the loop runs as it was.
// Legal because the operation is associative and commutative and nothing in the loop sees the
// table. Worth it because updates in the group's memory meet only those of the same group.
// Leaves alone: sums of floats, whose order shows (split_reductions makes copies of those), old
// values that are fetched, views, tables of more than one dimension, loops with `worker(thread)`
// and loops that hold `simd` loops. Raises no user error.
#pragma once

#include "build.h"

#include <string>
#include <vector>

namespace pragmac {

struct PrivatizedLoop {
    Span loop;
    std::string words; // which tables have copies, and when
};
const Func *privatize_updates(const Func *func, Builder &build,
                              std::vector<PrivatizedLoop> &privatized);

} // namespace pragmac
