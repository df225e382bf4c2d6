// recording: what the iterations of proved loops touch, as the reference interpreter sees it.
#pragma once

#include <pybind11/pybind11.h>

namespace pragmac {

// Runs the request's function, as the race analysis sees it, on `arguments` (as `interpret` takes
// them). A dict: error and faults; loops, one for each copy of an annotated loop that is proved
// (line, proof, arrays: of each access a number); executions of those loops, each with
//   loop         its place in `loops`
//   parameters   the certificate's parameters by name; None where a value is not known at entry
//   accesses     (numbers in the certificate, array, "r" | "w" | "u", iteration, element) each
// Numbers are several where one expression stands in several places of the loop.
pybind11::dict record(const pybind11::dict &request, const pybind11::list &arguments);

} // namespace pragmac
