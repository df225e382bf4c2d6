// Arguments in, outcome out; the race checker is always on.
#include "interpreting.h"

#include "conversions.h"
#include "interpreter_arguments.h"

#include <pybind11/stl.h>

namespace py = pybind11;

namespace pragmac {
namespace {

void append_elements(const ArrayView &array, size_t axis, const std::byte *at, std::string &out) {
    if (axis == array.extents.size()) {
        out.append(reinterpret_cast<const char *>(at), static_cast<size_t>(byte_size(array.dtype)));
        return;
    }
    for (int64_t i = 0; i < array.extents[axis]; i++)
        append_elements(array, axis + 1, at + i * array.strides[axis], out);
}

// The elements in C order.
py::bytes bytes_of(const Datum &datum) {
    std::string out;
    if (datum.type.array) {
        append_elements(datum.array, 0, datum.array.data, out);
        return out;
    }
    out.resize(static_cast<size_t>(byte_size(datum.type.dtype)));
    store_bits(datum.type.dtype, out.data(), datum.bits);
    return out;
}

py::dict dict_of(const Interpretation &outcome) {
    py::dict made;
    py::list results, races, faults;
    for (const Datum &result : outcome.results)
        results.append(bytes_of(result));
    for (const Race &race : outcome.races)
        races.append(race.text());
    made["error"] = outcome.raised ? std::string(name_of(outcome.raised->exception)) : "";
    made["results"] = results;
    made["races"] = races;
    for (const std::string &fault : outcome.faults)
        faults.append(fault);
    made["faults"] = faults;
    made["indices"] = outcome.indices;
    made["index_checks"] = outcome.index_checks;
    return made;
}

py::dict run(const Func &func, const py::list &arguments, const std::string &order, uint64_t seed) {
    std::vector<Datum> data = interpreter_arguments(func, arguments);
    InterpretOptions options{.level = H, .seed = seed, .check_races = true};
    options.statement_limit = most_statements;
    options.order = order == "reversed"   ? IterationOrder::reversed
                    : order == "shuffled" ? IterationOrder::shuffled
                                          : IterationOrder::forward;
    return dict_of(pragmac::interpret(&func, data, options));
}

} // namespace

py::dict interpret(const py::dict &request, const std::vector<OrderedRun> &runs) {
    py::dict made;
    py::list ends;
    CompileOutcome outcome = with_machine_ir(request_from(request), [&](const Func &func) {
        for (const auto &[arguments, order, seed] : runs)
            ends.append(run(func, arguments, order, seed));
    });
    made["runs"] = ends;
    py::dict rest = outcome_to(std::move(outcome));
    for (const char *key : {"diagnostics", "loops", "reproducer"})
        made[key] = rest[key];
    return made;
}

} // namespace pragmac
