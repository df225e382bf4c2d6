// interpreter_arguments: NumPy arrays as the reference interpreter takes them.
#pragma once

#include "interpret.h"

#include <pybind11/pybind11.h>

namespace pragmac {

inline constexpr uint64_t most_statements = 20'000'000; // then a run ends with a fault

// One array per parameter, scalars as arrays of rank 0; nothing is copied.
std::vector<Datum> interpreter_arguments(const Func &func, const pybind11::list &arguments);

} // namespace pragmac
