// Python's rules for binding a call, without building a tuple or a dict.
#include "bind_arguments.h"

namespace pragmac::native {

namespace {

// Index of the parameter called `name`, -1 when there is none, -2 with an exception.
Py_ssize_t parameter_called(const Parameters &parameters, PyObject *name) {
    for (Py_ssize_t i = parameters.positional_only; i < parameters.count; ++i)
        if (PyTuple_GET_ITEM(parameters.names, i) == name)
            return i;
    for (Py_ssize_t i = parameters.positional_only; i < parameters.count; ++i) {
        int equal = PyObject_RichCompareBool(PyTuple_GET_ITEM(parameters.names, i), name, Py_EQ);
        if (equal != 0)
            return equal < 0 ? -2 : i;
    }
    return -1;
}

// The default of parameter `index`, borrowed; null when it has none.
PyObject *default_of(const Parameters &parameters, PyObject *function, Py_ssize_t index) {
    if (index >= parameters.positional) {
        PyObject *defaults = PyFunction_GET_KW_DEFAULTS(function);
        PyObject *name = PyTuple_GET_ITEM(parameters.names, index);
        return defaults ? PyDict_GetItemWithError(defaults, name) : nullptr;
    }
    PyObject *defaults = PyFunction_GET_DEFAULTS(function);
    Py_ssize_t count = defaults ? PyTuple_GET_SIZE(defaults) : 0;
    Py_ssize_t position = index - (parameters.positional - count);
    return position >= 0 ? PyTuple_GET_ITEM(defaults, position) : nullptr;
}

Bound bind_keywords(const Parameters &parameters, PyObject *const *values, PyObject *names,
                    PyObject **bound) {
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); ++k) {
        Py_ssize_t index = parameter_called(parameters, PyTuple_GET_ITEM(names, k));
        if (index == -2)
            return Bound::failed;
        if (index < 0 || bound[index])
            return Bound::no; // unexpected, or given twice
        bound[index] = values[k];
    }
    return Bound::yes;
}

} // namespace

Bound bind_arguments(const Parameters &parameters, PyObject *function, PyObject *const *args,
                     Py_ssize_t positional, PyObject *keyword_names, PyObject **bound) {
    if (positional > parameters.positional)
        return Bound::no;
    for (Py_ssize_t i = 0; i < parameters.count; ++i)
        bound[i] = i < positional ? args[i] : nullptr;
    if (keyword_names) {
        Bound keywords = bind_keywords(parameters, args + positional, keyword_names, bound);
        if (keywords != Bound::yes)
            return keywords;
    }
    for (Py_ssize_t i = positional; i < parameters.count; ++i) {
        if (!bound[i])
            bound[i] = default_of(parameters, function, i);
        if (!bound[i])
            return PyErr_Occurred() ? Bound::failed : Bound::no;
    }
    return Bound::yes;
}

} // namespace pragmac::native
