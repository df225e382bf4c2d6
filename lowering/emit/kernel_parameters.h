// Parameters of every kernel, behind the target's own and in front of the captured values.
#pragma once

#include "abi.h"

namespace pragmac {

enum KernelParameter : unsigned {
    failure,
    errors,
    number,
    last_values,
    workspace,
    trip,
    lo,
    step,
    first_captured
};
static_assert(workspace + 1 == PRAGMAC_RUNTIME_SLOTS);

} // namespace pragmac
