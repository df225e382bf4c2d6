// devices: what vendors' drivers say of this machine, as Python objects.
#pragma once

#include "numpy_api.h"

namespace pragmac::native {

// cuda_devices() -> (list of dicts, why there is none or "").
PyObject *cuda_devices(PyObject *, PyObject *);
// opencl_devices(): the same of the OpenCL devices that serve.
PyObject *opencl_devices(PyObject *, PyObject *);

} // namespace pragmac::native
