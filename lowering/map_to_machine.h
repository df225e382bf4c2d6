// map_to_machine: proved parallel loops become launches (level P to level H).
//
// Before: decide_parallel marked the loops. After: the outermost proved `parallel` loops are
// `launch` nodes with the given mapping (one lane per worker; narrow workers with lanes share
// groups as `sharing` says), those that one worker runs stay on the host; loops inside a launch
// stay loops of their worker; every annotated loop without a proof is `serial`. From here on the
// emitter reads the machine level. Leaves alone: bodies. Raises no user error.
#pragma once

#include "build.h"

namespace pragmac {

// Workers with lanes of which several make up one group of a device.
struct GroupSharing {
    int32_t workers = 1;
    int32_t least_lanes = 1; // of each; and `most_subgroup_lanes` at most
};
const Func *map_to_machine(const Func *func, Builder &build, const Mapping &mapping,
                           const GroupSharing &sharing = {});
// Whether a loop that is in no other launch becomes one.
bool becomes_launch(const For &loop);

} // namespace pragmac
