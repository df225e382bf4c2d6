// The extension module `_compiler`: front end, lowering and code generation for the package.
#include "conversions.h"
#include "interpreting.h"
#include "recording.h"
#include "vocabulary.h"

#include <pybind11/stl.h>

#ifdef PRAGMAC_MUTANTS
#include "mutants.h"
#endif

namespace py = pybind11;

namespace {

// Compiling takes milliseconds and touches no Python object: other threads run meanwhile.
template <class F> py::dict without_lock(const py::dict &request, F &&work) {
    pragmac::CompileRequest parsed = pragmac::request_from(request);
    pragmac::CompileOutcome outcome;
    {
        py::gil_scoped_release release;
        outcome = work(parsed);
    }
    return pragmac::outcome_to(std::move(outcome));
}

py::dict compile(const py::dict &request) {
    return without_lock(request, [](const auto &parsed) { return pragmac::compile(parsed); });
}

py::dict inspect(const py::dict &request, const std::string &stage) {
    pragmac::Stage wanted = pragmac::stage_from(stage);
    return without_lock(request,
                        [&](const auto &parsed) { return pragmac::inspect(parsed, wanted); });
}

} // namespace

PYBIND11_MODULE(_compiler, module) {
    module.doc() = "Compiles annotated Python functions.";
    module.def("compile", compile, py::arg("request"));
    module.def("inspect", inspect, py::arg("request"), py::arg("stage"));
    module.def("interpret", pragmac::interpret, py::arg("request"), py::arg("runs"));
    module.def("record", pragmac::record, py::arg("request"), py::arg("arguments"));
    module.def("operators", pragmac::operators);
    module.def("supported", pragmac::supported);
    module.def("explain_code", pragmac::explain_code, py::arg("code"));
    module.def("all_codes", pragmac::all_codes);
#ifdef PRAGMAC_MUTANTS
    module.def("mutants", [] {
        py::list names;
        for (const auto &mutant : pragmac::mutants())
            names.append(std::string(mutant));
        return names;
    });
    module.def(
        "set_mutant", [](const std::string &name) { return pragmac::set_mutant(name); },
        py::arg("name"));
#endif
}
