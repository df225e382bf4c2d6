// jitted: the C type behind `pragmac.jit`, called through vectorcall.
#pragma once

#include "bind_arguments.h"
#include "bindings.h"

namespace pragmac::native {

struct Jitted {
    PyObject_HEAD vectorcallfunc vectorcall;
    PyObject *function;   // the Python function
    PyObject *compiler;   // bind, compile, the refusals, inspect … (pragmac/function.py)
    PyObject *dictionary; // __name__, __doc__, __wrapped__, …
    PyObject *weak_references;
    Parameters parameters; // of `function`
    Bindings *bindings;    // null before the first call
};

extern PyTypeObject jitted_type;

// What the compiler is asked for: the bindings, their description and the argument codes.
// (description, (code description, …)); null with an exception.
PyObject *signature_of_call(Jitted *self, PyObject *const *args, Py_ssize_t positional,
                            PyObject *keyword_names);

PyObject *call_jitted(PyObject *self, PyObject *const *args, size_t flags_and_count,
                      PyObject *keyword_names);

} // namespace pragmac::native
