// place_arrays: host code between launches on a device finds the newest values of every array.
//
// Before: map_to_machine made launches, some of them on a device, where arrays have a second home.
// After: in front of every host statement that touches elements of an array that a launch on a
// device uses stands a `host_access`. Statements without such a launch inside are taken whole; a
// `while` whose condition reads such an array tests it inside the loop. At the end of the call the
// runtime brings home what is newer on the device.
// Launches on a device that may raise are not waited for. In front of every host statement that
// stores to an array, prints or may run for ever stands a `settle`, when one of the function may.
// Array arguments that may live on the device count as used there in any case.
// Leaves alone: launches. Raises no user error.
#pragma once

#include "build.h"

namespace pragmac {

const Func *place_arrays(const Func *func, Builder &build, bool arguments_on_device = false);

} // namespace pragmac
