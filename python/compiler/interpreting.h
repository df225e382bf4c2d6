// interpreting: the machine-level IR of a request run by the reference interpreter on NumPy arrays.
#pragma once

#include <pybind11/pybind11.h>

namespace pragmac {

// Runs the request's function on `arguments` (one NumPy array per parameter, hidden ones last;
// scalars as arrays of rank 0), arrays in place. `order`: forward, reversed or shuffled by `seed`.
// A dict: error (an exception's name or ""), results (bytes of each), races and faults (texts),
// and what a compile gives beside the version.
pybind11::dict interpret(const pybind11::dict &request, const pybind11::list &arguments,
                         const std::string &order, uint64_t seed);

} // namespace pragmac
