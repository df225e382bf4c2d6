// The properties of devices; the first question loads the driver.
#include "devices.h"

#include "cuda_driver.h"
#include "device_array.h"
#include "opencl_driver.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace pragmac::native {

namespace {

// A converter of PyArg_ParseTuple over two arguments would need both: the kind first.
Device *device_from(const char *kind, int number) {
    DeviceKind known = DeviceKind::none;
    if (std::string_view(kind) == "cuda")
        known = DeviceKind::cuda;
    else if (std::string_view(kind) == "opencl")
        known = DeviceKind::opencl;
    else if (std::string_view(kind) == "emulated")
        known = DeviceKind::emulated;
    Device *device = nullptr;
    Py_BEGIN_ALLOW_THREADS; // a driver may take seconds to start
    device = number < most_devices ? find_device(known, number) : nullptr;
    Py_END_ALLOW_THREADS;
    if (device)
        return device;
    std::string why = known == DeviceKind::cuda     ? cuda().why
                      : known == DeviceKind::opencl ? opencl().why
                                                    : "";
    PyErr_Format(PyExc_RuntimeError, "P601: no such device: %s:%d; %s", kind, number,
                 why.empty() ? "`pragmac devices` lists them" : why.c_str());
    return nullptr;
}

bool read_form(PyObject *shape, PyArray_Descr *dtype, ArrayForm &form, int64_t *extents) {
    form.element =
        PyArray_ISNBO(dtype->byteorder) ? element_of_type_number(dtype->type_num) : Element::none;
    form.rank = static_cast<int>(PyTuple_GET_SIZE(shape));
    form.extents = extents;
    int64_t bytes = element_bytes[static_cast<int>(form.element)];
    for (int axis = 0; axis < form.rank && axis < NPY_MAXDIMS; ++axis) {
        extents[axis] = PyLong_AsLongLong(PyTuple_GET_ITEM(shape, axis));
        if (extents[axis] < 0 && !PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "negative dimensions are not allowed");
        if (PyErr_Occurred())
            return false;
        if (__builtin_mul_overflow(bytes, std::max<int64_t>(extents[axis], 1), &bytes) ||
            bytes >> 47)
            return PyErr_Format(PyExc_ValueError, "the array is too large"), false;
    }
    if (form.element == Element::none)
        PyErr_Format(PyExc_TypeError, "P410: dtype %S is not compiled", dtype);
    else if (form.rank > NPY_MAXDIMS)
        PyErr_SetString(PyExc_ValueError, "the array has too many dimensions");
    return !PyErr_Occurred();
}

// Memory for the array, filled from `data` unless it is null.
PyObject *make_array(Device &device, const ArrayForm &form, const void *data) {
    void *memory = nullptr;
    DeviceStatus status = 0;
    int64_t bytes = bytes_of(form);
    Py_BEGIN_ALLOW_THREADS;
    status = device.take(std::max<int64_t>(bytes, 1), memory);
    if (!status && data && bytes)
        status = device.copy_in(memory, data, bytes);
    if (status && memory)
        device.give(memory);
    Py_END_ALLOW_THREADS;
    return status ? raise_device_error(&device, status)
                  : new_device_array(device, memory, nullptr, form);
}

} // namespace

PyObject *empty_on_device(PyObject *, PyObject *args) {
    const char *kind;
    int number;
    PyObject *shape;
    PyArray_Descr *dtype = nullptr;
    if (!PyArg_ParseTuple(args, "siO!O&", &kind, &number, &PyTuple_Type, &shape,
                          PyArray_DescrConverter, &dtype))
        return nullptr;
    Owned owner(reinterpret_cast<PyObject *>(dtype));
    ArrayForm form;
    int64_t extents[NPY_MAXDIMS];
    Device *device = device_from(kind, number);
    return device && read_form(shape, dtype, form, extents) ? make_array(*device, form, nullptr)
                                                            : nullptr;
}

PyObject *copy_to_device(PyObject *, PyObject *args) {
    const char *kind;
    int number;
    PyObject *given;
    if (!PyArg_ParseTuple(args, "siO!", &kind, &number, &PyArray_Type, &given))
        return nullptr;
    Owned dense(reinterpret_cast<PyObject *>(
        PyArray_GETCONTIGUOUS(reinterpret_cast<PyArrayObject *>(given))));
    Owned shape(dense ? PyObject_GetAttrString(dense.get(), "shape") : nullptr);
    Device *device = shape ? device_from(kind, number) : nullptr;
    if (!device)
        return nullptr;
    auto *array = reinterpret_cast<PyArrayObject *>(dense.get());
    ArrayForm form;
    int64_t extents[NPY_MAXDIMS];
    return read_form(shape.get(), PyArray_DESCR(array), form, extents)
               ? make_array(*device, form, PyArray_DATA(array))
               : nullptr;
}

PyObject *synchronize(PyObject *, PyObject *args) {
    const char *kind;
    int number;
    if (!PyArg_ParseTuple(args, "si", &kind, &number))
        return nullptr;
    Device *device = device_from(kind, number);
    if (!device)
        return nullptr;
    DeviceStatus status = 0;
    Py_BEGIN_ALLOW_THREADS;
    status = device->synchronize();
    device->trim(); // what was given up goes back to the device, for others
    Py_END_ALLOW_THREADS;
    return status ? raise_device_error(device, status) : Py_NewRef(Py_None);
}

PyObject *device_stream(PyObject *, PyObject *args) {
    const char *kind;
    int number;
    if (!PyArg_ParseTuple(args, "si", &kind, &number))
        return nullptr;
    Device *device = device_from(kind, number);
    return device ? PyLong_FromUnsignedLongLong(device->stream()) : nullptr;
}

PyObject *cuda_devices(PyObject *, PyObject *) {
    const CudaLoaded *loaded = nullptr;
    Py_BEGIN_ALLOW_THREADS; // a driver may take seconds to start
    loaded = &cuda();
    Py_END_ALLOW_THREADS;
    Owned list(PyList_New(0));
    if (!list)
        return nullptr;
    for (const CudaProperties &device : loaded->devices) {
        Owned row(Py_BuildValue("{s:s#,s:L,s:(ii),s:i}", "name", device.name.data(),
                                static_cast<Py_ssize_t>(device.name.size()), "memory",
                                static_cast<long long>(device.bytes), "capability", device.major,
                                device.minor, "multiprocessors", device.multiprocessors));
        if (!row || PyList_Append(list.get(), row.get()) < 0)
            return nullptr;
    }
    return Py_BuildValue("(Os#)", list.get(), loaded->why.data(),
                         static_cast<Py_ssize_t>(loaded->why.size()));
}

PyObject *opencl_devices(PyObject *, PyObject *) {
    const OpenclLoaded *loaded = nullptr;
    Py_BEGIN_ALLOW_THREADS; // drivers may take seconds to start
    loaded = &opencl();
    Py_END_ALLOW_THREADS;
    Owned list(PyList_New(0));
    if (!list)
        return nullptr;
    for (const OpenclProperties &device : loaded->devices) {
        if (!device.why_not.empty())
            continue;
        Owned row(Py_BuildValue("{s:s#,s:L,s:i,s:O}", "name", device.name.data(),
                                static_cast<Py_ssize_t>(device.name.size()), "memory",
                                static_cast<long long>(device.bytes), "units", device.units,
                                "spirv", device.takes_spirv ? Py_True : Py_False));
        if (!row || PyList_Append(list.get(), row.get()) < 0)
            return nullptr;
    }
    return Py_BuildValue("(Os#)", list.get(), loaded->why.data(),
                         static_cast<Py_ssize_t>(loaded->why.size()));
}

} // namespace pragmac::native
