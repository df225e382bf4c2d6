// device_array: `pragmac.DeviceArray`, an array in a device's memory.
#pragma once

#include "arguments.h"
#include "device.h"

namespace pragmac::native {

struct DeviceArray {
    PyObject_HEAD Device *device;
    char *data;      // of the first element
    PyObject *owner; // of the memory, where another library made it; null: it is ours
    ArgumentCode code;
    int64_t *shape; // extents, then strides in bytes
    PyObject *weak_references;
};

extern PyTypeObject device_array_type;
bool ready_device_arrays(PyObject *module); // the type, and its functions' module

// What an array is beside its memory.
struct ArrayForm {
    Element element = Element::none;
    int rank = 0;
    const int64_t *extents = nullptr;
    const int64_t *strides = nullptr; // bytes; null: C-contiguous
    bool writeable = true;
};

// Takes over `data`, memory of `device` where `owner` is null, also on failure.
PyObject *new_device_array(Device &device, void *data, PyObject *owner, const ArrayForm &form);

ArgumentCode read_device_array(const DeviceArray &array, SlotBuffer &slots);

// Bytes of a C-contiguous array.
int64_t bytes_of(const ArrayForm &form);
bool is_contiguous(ArgumentCode code);

// "cuda:1", "emulated".
PyObject *device_name(const Device &device);
PyObject *device_name(ArgumentCode code);

// Sets MemoryError or RuntimeError; null.
PyObject *raise_device_error(const Device *device, DeviceStatus status);

} // namespace pragmac::native
