// map_to_machine: proved parallel loops become launches (level P to level H).
//
// Before: decide_parallel marked the loops. After: the outermost proved `parallel` loops are
// `launch` nodes with the given mapping (one lane per worker), those that one worker runs stay on
// the host; loops inside a launch stay loops of their worker; every annotated loop without a proof
// is `serial`. From here on the emitter reads the machine level. Leaves alone: bodies. Raises no
// user error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *map_to_machine(const Func *func, Builder &build, const Mapping &mapping);
// Whether a loop that is in no other launch becomes one.
bool becomes_launch(const For &loop);

} // namespace pragmac
