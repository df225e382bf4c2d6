// hoist_names: values of elements that a loop only reads, in front of it.
//
//     for k in range(n):                let c = load col[j]
//         let c = load col[j]      ->   for k in range(n):
//         … dense[c, k] …                   … dense[c, k] …
//
// Likewise elements without a name of their own. For copies of loops from which the checks of these
// elements' indices are gone: they hold whatever the loop's variable is, so that the elements may
// be read although the loop runs no iteration. What follows from the value (whether it is an index
// of `dense`) is then known in front of the loop, once.
#pragma once

#include "build.h"
#include "loop_scope.h"

namespace pragmac {

struct HoistedNames {
    std::vector<NodeRef> lets; // in order; variables of the loop's body keep being themselves
    const For *loop = nullptr; // without them
};
// Names at the top of the body, before whatever there may end it.
HoistedNames hoist_names(const For &loop, const FunctionScope &function, Builder &build);

} // namespace pragmac
