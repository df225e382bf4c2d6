// Python and NumPy headers with one shared NumPy API table for the module.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL pragmac_native_numpy
#ifndef PRAGMAC_IMPORT_NUMPY
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>

namespace pragmac::native {

// Drops a strong reference at the end of a scope.
class Owned {
  public:
    explicit Owned(PyObject *object = nullptr) : object_(object) {}
    Owned(const Owned &) = delete;
    Owned(Owned &&other) noexcept : object_(other.release()) {}
    Owned &operator=(const Owned &) = delete;
    Owned &operator=(Owned &&other) noexcept {
        PyObject *old = object_;
        object_ = other.release();
        Py_XDECREF(old);
        return *this;
    }
    ~Owned() { Py_XDECREF(object_); }
    static Owned share(PyObject *object) { return Owned(Py_XNewRef(object)); }
    PyObject *get() const { return object_; }
    PyObject *release() {
        PyObject *object = object_;
        object_ = nullptr;
        return object;
    }
    explicit operator bool() const { return object_ != nullptr; }

  private:
    PyObject *object_;
};

} // namespace pragmac::native
