// Wraps the memory of arrays; the bits of scalars are copied.
#include "interpreter_arguments.h"

#include <pybind11/numpy.h>

namespace py = pybind11;

namespace pragmac {
namespace {

Datum datum_of(py::array array, Type type) {
    internal_assert(array.itemsize() == byte_size(type.dtype), "an argument of another dtype");
    Datum datum{type, {}, {}};
    // Read-only arrays too: those that the function does not write.
    auto *data = const_cast<std::byte *>(static_cast<const std::byte *>(array.data()));
    if (!type.array) {
        datum.bits = load_bits(type.dtype, data);
        return datum;
    }
    internal_assert(array.ndim() == type.rank, "an argument of another rank");
    datum.array = {type.dtype, data, {}, {}, nullptr};
    for (int axis = 0; axis < array.ndim(); axis++) {
        datum.array.extents.push_back(array.shape(axis));
        datum.array.strides.push_back(array.strides(axis));
    }
    return datum;
}

} // namespace

std::vector<Datum> interpreter_arguments(const Func &func, const py::list &arguments) {
    internal_assert(func.params.size() == arguments.size(), "as many arguments as parameters");
    std::vector<Datum> data;
    for (size_t i = 0; i < func.params.size(); i++)
        data.push_back(datum_of(arguments[i].cast<py::array>(), func.params[i]->type));
    return data;
}

} // namespace pragmac
