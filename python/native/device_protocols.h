// device_protocols: DLPack and the CUDA array interface, each with its rule for streams.
#pragma once

#include "device_array.h"

namespace pragmac::native {

// Methods and attributes of DeviceArray.
PyObject *export_dlpack(PyObject *self, PyObject *args, PyObject *keywords);
PyObject *dlpack_device(PyObject *self, PyObject *);
PyObject *cuda_array_interface(PyObject *self, void *);

// from_dlpack(capsule): the capsule's array, which stays alive with it.
PyObject *import_dlpack(PyObject *, PyObject *capsule);
// from_cuda(owner, address, shape, strides or None, dtype, read-only, stream): the array that a
// CUDA array interface describes; what is asked for here waits for the stream (0: nothing to wait
// for).
PyObject *import_cuda_array(PyObject *, PyObject *args);

} // namespace pragmac::native
