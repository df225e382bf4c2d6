// load_version: the bytes of a compiled version become callable.
#pragma once

#include "numpy_api.h"

namespace pragmac::native {

// The module's functions `load_version(bytes)` and `notes(version)`: see
// python/pragmac/_native.pyi.
PyObject *load_version(PyObject *, PyObject *bytes);
PyObject *notes_of_version(PyObject *, PyObject *version);

} // namespace pragmac::native
