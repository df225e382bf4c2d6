// digests: what the keys of cached versions are made of.
#pragma once

#include "numpy_api.h"

namespace pragmac::native {

// The module's functions `digest(*parts)` and `processor()`: see python/pragmac/_native.pyi.
PyObject *digest_of_parts(PyObject *, PyObject *const *parts, Py_ssize_t count);
PyObject *processor(PyObject *, PyObject *);

} // namespace pragmac::native
