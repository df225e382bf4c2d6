// The type of arrays on devices: construction, attributes, and the way to NumPy and back.
#include "device_array.h"

#include "device_failure.h"
#include "device_protocols.h"
#include "results.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace pragmac::native {

namespace {

DeviceArray *self_of(PyObject *object) { return reinterpret_cast<DeviceArray *>(object); }

// As NumPy's flags: extents of 1 and empty arrays fit every layout.
bool in_order(const ArrayForm &form, bool rows_first) {
    int64_t expected = element_bytes[static_cast<int>(form.element)];
    for (int i = 0; i < form.rank; ++i) {
        int axis = rows_first ? form.rank - 1 - i : i;
        if (form.extents[axis] == 0)
            return true;
        if (form.extents[axis] != 1 && form.strides[axis] != expected)
            return false;
        expected *= form.extents[axis];
    }
    return true;
}

LayoutClass layout_class(const ArrayForm &form) {
    bool empty = std::find(form.extents, form.extents + form.rank, 0) != form.extents + form.rank;
    if (empty || in_order(form, true))
        return LayoutClass::c_order;
    if (in_order(form, false))
        return LayoutClass::f_order;
    int last = form.rank - 1;
    bool dense = form.extents[last] == 1 ||
                 form.strides[last] == element_bytes[static_cast<int>(form.element)];
    return dense ? LayoutClass::last : LayoutClass::strided;
}

ArgumentCode code_of(const Device &device, const void *data, const ArrayForm &form) {
    auto size = static_cast<uint64_t>(element_bytes[static_cast<int>(form.element)]);
    if (is_complex(form.element))
        size /= 2;
    uint64_t bits = reinterpret_cast<uint64_t>(data);
    for (int axis = 0; axis < form.rank; ++axis)
        bits |= static_cast<uint64_t>(form.strides[axis]);
    ArgumentCode code =
        static_cast<uint32_t>(form.element) | array_bit | static_cast<uint32_t>(form.rank) << 7 |
        static_cast<uint32_t>(layout_class(form)) << 14 | static_cast<uint32_t>(device.kind) << 18 |
        static_cast<uint32_t>(device.ordinal) << 21;
    return code | (form.writeable ? writeable_bit : 0) | (bits % size ? 0 : aligned_bit);
}

void fill_strides(const ArrayForm &form, int64_t *strides) {
    int64_t step = element_bytes[static_cast<int>(form.element)];
    for (int axis = form.rank; axis-- > 0;) {
        strides[axis] = form.strides ? form.strides[axis] : step;
        step *= std::max<int64_t>(form.extents[axis], 1);
    }
}

void destroy(PyObject *object) {
    DeviceArray *self = self_of(object);
    if (self->weak_references)
        PyObject_ClearWeakRefs(object);
    if (self->owner)
        Py_DECREF(self->owner);
    else if (self->device)
        self->device->give(self->data);
    PyMem_Free(self->shape);
    Py_TYPE(object)->tp_free(object);
}

PyObject *tuple_of(const int64_t *values, int count) {
    Owned tuple(PyTuple_New(count));
    for (int i = 0; tuple && i < count; ++i) {
        PyObject *item = PyLong_FromLongLong(values[i]);
        if (!item)
            return nullptr;
        PyTuple_SET_ITEM(tuple.get(), i, item);
    }
    return tuple.release();
}

int64_t size_of(const DeviceArray &array) {
    int64_t size = 1;
    for (int axis = 0; axis < rank_of(array.code); ++axis)
        size *= array.shape[axis];
    return size;
}

PyObject *get_shape(PyObject *self, void *) {
    return tuple_of(self_of(self)->shape, rank_of(self_of(self)->code));
}
PyObject *get_strides(PyObject *self, void *) {
    int rank = rank_of(self_of(self)->code);
    return tuple_of(self_of(self)->shape + rank, rank);
}
PyObject *get_dtype(PyObject *self, void *) {
    return reinterpret_cast<PyObject *>(
        PyArray_DescrFromType(type_number_of(element_of(self_of(self)->code))));
}
PyObject *get_device(PyObject *self, void *) { return device_name(*self_of(self)->device); }
PyObject *get_ndim(PyObject *self, void *) { return PyLong_FromLong(rank_of(self_of(self)->code)); }
PyObject *get_size(PyObject *self, void *) { return PyLong_FromLongLong(size_of(*self_of(self))); }
PyObject *get_nbytes(PyObject *self, void *) {
    const DeviceArray &array = *self_of(self);
    return PyLong_FromLongLong(size_of(array) *
                               element_bytes[static_cast<int>(element_of(array.code))]);
}

Py_ssize_t length(PyObject *self) {
    if (rank_of(self_of(self)->code) > 0)
        return static_cast<Py_ssize_t>(self_of(self)->shape[0]);
    PyErr_SetString(PyExc_TypeError, "len() of a 0-d array");
    return -1;
}

PyObject *represent(PyObject *self) {
    Owned shape(get_shape(self, nullptr)), device(get_device(self, nullptr));
    Owned dtype(get_dtype(self, nullptr));
    Owned text(dtype ? PyObject_Str(dtype.get()) : nullptr);
    return shape && device && text ? PyUnicode_FromFormat("<pragmac.DeviceArray %U%R on %U>",
                                                          text.get(), shape.get(), device.get())
                                   : nullptr;
}

// Copies are asked for by name: a value that moves silently is what makes programs slow.
PyObject *refuse_numpy(PyObject *self, PyObject *const *, Py_ssize_t, PyObject *) {
    Owned device(get_device(self, nullptr));
    return device ? PyErr_Format(PyExc_TypeError,
                                 "this array is on %U; `pragmac.to_numpy(x)` copies it to the host",
                                 device.get())
                  : nullptr;
}

// Copies the bytes of a C-contiguous array, or the range that a strided one lies in.
DeviceStatus fetch(const DeviceArray &array, char *to, int64_t low, int64_t bytes) {
    DeviceStatus status = 0;
    Py_BEGIN_ALLOW_THREADS;
    status = array.device->copy_out(to, array.data + low, bytes);
    if (DeviceStatus waited = array.device->synchronize(); !status)
        status = waited;
    Py_END_ALLOW_THREADS;
    return status;
}

PyObject *to_numpy(PyObject *object, PyObject *) {
    const DeviceArray &array = *self_of(object);
    int rank = rank_of(array.code), number = type_number_of(element_of(array.code));
    std::vector<npy_intp> extents(array.shape, array.shape + rank);
    std::vector<npy_intp> strides(array.shape + rank, array.shape + 2 * rank);
    Owned made(PyArray_SimpleNew(rank, extents.data(), number));
    auto *result = reinterpret_cast<PyArrayObject *>(made.get());
    if (!made || PyArray_SIZE(result) == 0)
        return made.release();
    int64_t low = 0, high = PyArray_ITEMSIZE(result);
    for (int axis = 0; axis < rank; ++axis) {
        int64_t reach =
            (extents[static_cast<size_t>(axis)] - 1) * strides[static_cast<size_t>(axis)];
        (reach < 0 ? low : high) += reach;
    }
    if (is_contiguous(array.code)) {
        DeviceStatus status =
            fetch(array, static_cast<char *>(PyArray_DATA(result)), 0, PyArray_NBYTES(result));
        return status ? raise_device_error(array.device, status) : made.release();
    }
    std::unique_ptr<char[]> range(new char[static_cast<size_t>(high - low)]);
    if (DeviceStatus status = fetch(array, range.get(), low, high - low))
        return raise_device_error(array.device, status);
    Owned view(PyArray_NewFromDescr(&PyArray_Type, PyArray_DescrFromType(number), rank,
                                    extents.data(), strides.data(), range.get() - low, 0, nullptr));
    bool copied =
        view && PyArray_CopyInto(result, reinterpret_cast<PyArrayObject *>(view.get())) == 0;
    return copied ? made.release() : nullptr;
}

template <class Function> PyCFunction method(Function function) {
    return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyMethodDef methods[] = {
    {"__array__", method(refuse_numpy), METH_FASTCALL | METH_KEYWORDS, nullptr},
    {"_to_numpy", to_numpy, METH_NOARGS, "A NumPy array with the same elements."},
    {"__dlpack__", method(export_dlpack), METH_VARARGS | METH_KEYWORDS,
     "The array as a DLPack capsule; the consumer's stream waits for what fills it."},
    {"__dlpack_device__", dlpack_device, METH_NOARGS, "(kind, number) in DLPack's terms."},
    {nullptr, nullptr, 0, nullptr}};

PyGetSetDef attributes[] = {
    {"shape", get_shape, nullptr, "The extents.", nullptr},
    {"strides", get_strides, nullptr, "The distance of neighbours along each axis, in bytes.",
     nullptr},
    {"dtype", get_dtype, nullptr, "The elements' NumPy dtype.", nullptr},
    {"device", get_device, nullptr, "Where the array is, as `device=` takes it.", nullptr},
    {"ndim", get_ndim, nullptr, "The number of axes.", nullptr},
    {"size", get_size, nullptr, "The number of elements.", nullptr},
    {"nbytes", get_nbytes, nullptr, "The bytes of all elements.", nullptr},
    {"__cuda_array_interface__", cuda_array_interface, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

PySequenceMethods sequence = [] {
    PySequenceMethods made = {};
    made.sq_length = length;
    return made;
}();

} // namespace

PyTypeObject device_array_type = [] {
    PyTypeObject type = {PyVarObject_HEAD_INIT(nullptr, 0)};
    type.tp_name = "pragmac.DeviceArray";
    type.tp_basicsize = sizeof(DeviceArray);
    type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION;
    type.tp_doc = "An array in the memory of a device, made by `pragmac.empty` or "
                  "`pragmac.asarray` with `device=`, or returned by a jitted function.";
    type.tp_dealloc = destroy;
    type.tp_weaklistoffset = offsetof(DeviceArray, weak_references);
    type.tp_repr = represent;
    type.tp_as_sequence = &sequence;
    type.tp_methods = methods;
    type.tp_getset = attributes;
    return type;
}();

// `__array_ufunc__` = None: NumPy's functions raise TypeError instead of taking it for an object.
bool ready_device_arrays(PyObject *module) {
    return PyType_Ready(&device_array_type) == 0 &&
           PyDict_SetItemString(device_array_type.tp_dict, "__array_ufunc__", Py_None) == 0 &&
           PyModule_AddObjectRef(module, "DeviceArray",
                                 reinterpret_cast<PyObject *>(&device_array_type)) == 0;
}

int64_t bytes_of(const ArrayForm &form) {
    int64_t bytes = element_bytes[static_cast<int>(form.element)];
    for (int axis = 0; axis < form.rank; ++axis)
        bytes *= form.extents[axis];
    return bytes;
}

bool is_contiguous(ArgumentCode code) { return layout_of(code) == LayoutClass::c_order; }

PyObject *new_device_array(Device &device, void *data, PyObject *owner, const ArrayForm &form) {
    Owned object(device_array_type.tp_alloc(&device_array_type, 0));
    auto rank = static_cast<size_t>(form.rank);
    auto *shape = static_cast<int64_t *>(PyMem_Malloc((2 * rank + 1) * sizeof(int64_t)));
    if (!object || !shape) {
        PyMem_Free(shape);
        owner ? Py_DECREF(owner) : device.give(data);
        return PyErr_NoMemory();
    }
    std::copy(form.extents, form.extents + rank, shape);
    fill_strides(form, shape + rank);
    ArrayForm strided = form;
    strided.extents = shape;
    strided.strides = shape + rank;
    DeviceArray *self = self_of(object.get());
    self->device = &device;
    self->data = static_cast<char *>(data);
    self->owner = owner;
    self->shape = shape;
    self->code = code_of(device, data, strided);
    return object.release();
}

ArgumentCode read_device_array(const DeviceArray &array, SlotBuffer &slots) {
    auto count = 2 * static_cast<size_t>(rank_of(array.code));
    uint64_t *slot = slots.extend(1 + count);
    slot[0] = reinterpret_cast<uint64_t>(array.data);
    std::memcpy(slot + 1, array.shape, count * sizeof *slot);
    return array.code;
}

PyObject *device_name(const Device &device) {
    if (device.kind == DeviceKind::emulated)
        return PyUnicode_FromString("emulated");
    const char *kind = device.kind == DeviceKind::cuda ? "cuda" : "opencl";
    return PyUnicode_FromFormat("%s:%d", kind, device.ordinal);
}

PyObject *device_name(ArgumentCode code) {
    Device *device = find_device(kind_of_device(code), ordinal_of_device(code));
    return device ? device_name(*device) : PyUnicode_FromString("no device");
}

PyObject *raise_device_error(const Device *device, DeviceStatus status) {
    pragmac_error error;
    failed_on_device(error, device, nullptr, status);
    if (error.site == outside_memory_site)
        return PyErr_Format(PyExc_MemoryError, "P603: no memory on the device %s",
                            device ? device->name().c_str() : "");
    return PyErr_Format(PyExc_RuntimeError, "P602: a call of the device's driver failed: %s",
                        device_failure_words(error.payload).c_str());
}

} // namespace pragmac::native
