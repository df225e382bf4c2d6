// The values of a launch in the order in which kernels get them, for tests that write both sides by
// hand: what the runtime hands out, the loop, one array, and a number for the test.
#pragma once

#include "abi.h"

enum Slot {
    failure,
    errors,
    number,
    last,
    workspace,
    trip,
    lo,
    step,
    data,
    extent,
    stride,
    limit,
    slots
};
static_assert(trip == PRAGMAC_RUNTIME_SLOTS);
