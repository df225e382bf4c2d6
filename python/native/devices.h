// devices: what vendors' drivers say of this machine, as Python objects.
#pragma once

#include "numpy_api.h"

namespace pragmac::native {

// cuda_devices() -> (list of dicts, why there is none or "").
PyObject *cuda_devices(PyObject *, PyObject *);
// opencl_devices(): the same of the OpenCL devices that serve.
PyObject *opencl_devices(PyObject *, PyObject *);
// Devices as their kind ("cuda", "emulated") and number; RuntimeError where there is none.
// empty(kind, number, shape, dtype) -> DeviceArray
PyObject *empty_on_device(PyObject *, PyObject *args);
// to_device(kind, number, array) -> DeviceArray with a copy of the NumPy array
PyObject *copy_to_device(PyObject *, PyObject *args);
// synchronize(kind, number): waits for everything asked of the device
PyObject *synchronize(PyObject *, PyObject *args);
// device_stream(kind, number) -> the handle of its stream
PyObject *device_stream(PyObject *, PyObject *args);

} // namespace pragmac::native
