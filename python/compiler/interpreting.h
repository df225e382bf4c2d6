// interpreting: the machine-level IR of a request run by the reference interpreter on NumPy arrays.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace pragmac {

// Arguments (one NumPy array per parameter, hidden ones last; scalars as arrays of rank 0), the
// order of the iterations (forward, reversed or shuffled), and the seed of a shuffled one.
using OrderedRun = std::tuple<pybind11::list, std::string, uint64_t>;

// Runs the request's function once for each of `runs`, arrays in place. A dict: what a compile
// gives beside the version, and `runs`, empty where it does not compile: error (an exception's name
// or ""), results (bytes of each), races and faults (texts).
pybind11::dict interpret(const pybind11::dict &request, const std::vector<OrderedRun> &runs);

} // namespace pragmac
