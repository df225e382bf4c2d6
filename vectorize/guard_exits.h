// guard_exits: statements that leave loops or called functions as conditions on flags.
//
//     for step in range(n):             going = True
//         if far: break                 for step in range(n):
//         move                   ->         if going:
//                                               if far: going = False
//                                               if going: move
//
// The same values in the same order, without jumps: a loop runs on with nothing to do, and several
// iterations of a loop around it can run side by side although theirs end at different times
// (jam_lanes, which leaves the loop when no flag is left). `while` loops get a flag too.
#pragma once

#include "build.h"

namespace pragmac {

// Whether no jump in the body of a loop ends that loop.
bool exits_stay_inside(NodeRef body);
// The body of a loop; jumps in it stay in it (`continue` ends an iteration). Raises nothing.
NodeRef guard_exits(NodeRef body, Builder &build);

// Flags are i64 cells, 0 or 1: as wide as the floats beside which vectors of them decide.
NodeRef is_set(NodeRef flag, Builder &build);
NodeRef as_flag(NodeRef cond, Builder &build);

// The flag that a statement of the shape that guard_exits writes goes on by: the cell of
// `if flag[] != 0 …` alone in a loop's body, or of `while flag[] != 0 …`; null for other loops.
NodeRef flag_of(NodeRef loop);

} // namespace pragmac
