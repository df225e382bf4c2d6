// version_loops: checks out of loops, by proof or behind one entry test per loop nest.
//
// Before: level P after forward_scalars; every Python error is a `check` at its place.
// After: checks that always hold are gone. A loop nest whose remaining checks follow from
// inequalities over values known at its entry exists twice: `if (entry test) fast else original`,
// the fast copy without those checks and with plain indices instead of `wrap_index`. Inner loops
// of the fast copy are treated the same way for what only they can test, elements that they only
// read (`hoist_names`) included. Annotated loops of the
// original are marked `original`: they are proved only where the fast copy says too little.
// Why legal: the original keeps every check, so the entry test may be stronger than necessary; it
// is evaluated once, reads no memory and cannot raise.
// Leaves alone: checks on loaded values (indirect indices). Raises no user error.
#pragma once

#include "index_check_account.h"

namespace pragmac {

// What may stand in front of inner loops.
struct VersionPlaces {
    bool inner_tests = true; // lanes of a device would have to agree on a branch
    bool inner_reads = true; // of elements (hoist_names), in functions that had all their checks
};
// Tells `account` of the checks that fast copies go without.
const Func *version_loops(const Func *func, Builder &build, IndexCheckAccount &account,
                          const VersionPlaces &places = {});

} // namespace pragmac
