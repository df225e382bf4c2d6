// conversions: between Python's dicts and tuples and the compile request and outcome.
#pragma once

#include "session.h"

#include <pybind11/pybind11.h>

namespace pragmac {

CompileRequest request_from(const pybind11::dict &request);
// dict(version, text, loops, diagnostics): see python/pragmac/_compiler.pyi.
pybind11::dict outcome_to(CompileOutcome outcome);
Stage stage_from(const std::string &name);

} // namespace pragmac
