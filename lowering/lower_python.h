// lower_python: from Python semantics (level S) to plain loops with explicit checks (level P).
//
// Before: a verified S-level Func from pragma/build_ir; scalars have kinds, indices and operators
// have Python's meaning.
// After: kinds are gone; every Python error that can happen is a `check` statement in front of the
// statement that would raise it, in Python's order of evaluation; indices address existing
// elements (`wrap_index` where a negative one may arrive); `for` has a constant step; a `while`
// whose condition needs checks tests it inside its body.
// Leaves alone: loops, directives, cells, arrays. Raises no user error: build_ir reported them.
#pragma once

#include "build.h"

namespace pragmac {

// `unchecked`: index checks are left out (bounds="unchecked").
const Func *lower_python(const Func *func, Builder &build, bool unchecked);

} // namespace pragmac
