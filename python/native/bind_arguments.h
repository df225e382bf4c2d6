// bind_arguments: positional and keyword arguments and defaults to one object per parameter.
#pragma once

#include "numpy_api.h"

namespace pragmac::native {

// The parameters of a Python function, as its code object lists them.
struct Parameters {
    PyObject *names = nullptr; // tuple of str: co_varnames, whose first `count` are parameters
    Py_ssize_t count = 0;      // positional and keyword-only
    Py_ssize_t positional = 0; // of which positional
    Py_ssize_t positional_only = 0;
};

enum class Bound { yes, no, failed }; // no: the call does not fit; failed: an exception is set

// Fills bound[0 .. count) with borrowed references.
Bound bind_arguments(const Parameters &parameters, PyObject *function, PyObject *const *args,
                     Py_ssize_t positional, PyObject *keyword_names, PyObject **bound);

} // namespace pragmac::native
