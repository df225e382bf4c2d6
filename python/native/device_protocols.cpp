// DLPack in both directions, and the CUDA array interface.
//
// Stream rules. Export by DLPack: the consumer names its stream, which is made to wait for ours
// (none named: CUDA's legacy default one; -1: it wants no order). Import by DLPack: the producer
// was given our stream and has done the same. CUDA array interface: whoever takes the array waits
// for the stream that is named there.
#include "device_protocols.h"

#include "dlpack.h"
#include "results.h"

#include <memory>
#include <vector>

namespace pragmac::native {

namespace {

constexpr const char *plain_name = "dltensor", *versioned_name = "dltensor_versioned";
constexpr const char *used_plain = "used_dltensor", *used_versioned = "used_dltensor_versioned";

const DeviceArray &array_of(PyObject *object) { return *reinterpret_cast<DeviceArray *>(object); }

dlpack::Device device_of(const Device &device) {
    switch (device.kind) {
    case DeviceKind::cuda: return {dlpack::cuda, device.ordinal};
    case DeviceKind::opencl: return {dlpack::opencl, device.ordinal};
    default: return {dlpack::extension, device.ordinal};
    }
}

Device *device_from(const dlpack::Device &device) {
    if (device.kind == dlpack::cuda || device.kind == dlpack::managed_cuda)
        return find_device(DeviceKind::cuda, device.number);
    return device.kind == dlpack::extension ? find_device(DeviceKind::emulated, device.number)
                                            : nullptr;
}

dlpack::DataType type_of(Element element) {
    auto bits = static_cast<uint8_t>(8 * element_bytes[static_cast<int>(element)]);
    uint8_t code = dlpack::real;
    if (element == Element::b1)
        code = dlpack::boolean;
    else if (element >= Element::i8 && element <= Element::i64)
        code = dlpack::signed_int;
    else if (element >= Element::u8 && element <= Element::u64)
        code = dlpack::unsigned_int;
    else if (is_complex(element))
        code = dlpack::complex;
    return {code, bits, 1};
}

Element element_from(const dlpack::DataType &type) {
    for (int i = 1; i < element_count; ++i) {
        dlpack::DataType known = type_of(static_cast<Element>(i));
        if (known.code == type.code && known.bits == type.bits && type.lanes == 1)
            return static_cast<Element>(i);
    }
    return Element::none;
}

// An exported array: the object it keeps alive, and its shape.
struct Exported {
    Owned array;
    std::vector<int64_t> shape; // extents, then strides in elements
    dlpack::Managed plain = {};
    dlpack::Versioned versioned = {};
};

// Whoever consumed the capsule may do without the lock.
template <class Managed> void give_up(Managed *managed) {
    PyGILState_STATE state = PyGILState_Ensure();
    delete static_cast<Exported *>(managed->context);
    PyGILState_Release(state);
}

template <class Managed> void drop_unused(PyObject *capsule, const char *name) {
    if (PyCapsule_IsValid(capsule, name))
        give_up(static_cast<Managed *>(PyCapsule_GetPointer(capsule, name)));
}
void drop_plain(PyObject *capsule) { drop_unused<dlpack::Managed>(capsule, plain_name); }
void drop_versioned(PyObject *capsule) { drop_unused<dlpack::Versioned>(capsule, versioned_name); }

PyObject *capsule_of(PyObject *object, bool versioned) {
    const DeviceArray &array = array_of(object);
    Element element = element_of(array.code);
    int rank = rank_of(array.code);
    auto exported = std::make_unique<Exported>();
    exported->array = Owned::share(object);
    exported->shape.assign(array.shape, array.shape + 2 * rank);
    for (int axis = rank; axis < 2 * rank; ++axis)
        exported->shape[static_cast<size_t>(axis)] /= element_bytes[static_cast<int>(element)];
    int64_t *shape = exported->shape.data();
    dlpack::Tensor tensor{
        array.data, device_of(*array.device), rank, type_of(element), shape, shape + rank, 0};
    exported->plain = {tensor, exported.get(), give_up<dlpack::Managed>};
    exported->versioned = {1,
                           0,
                           exported.get(),
                           give_up<dlpack::Versioned>,
                           array.code & writeable_bit ? 0 : dlpack::read_only,
                           tensor};
    PyObject *made = versioned ? PyCapsule_New(&exported->versioned, versioned_name, drop_versioned)
                               : PyCapsule_New(&exported->plain, plain_name, drop_plain);
    if (made)
        exported.release();
    return made;
}

// The consumer's stream waits; false with an exception.
bool order_for(const DeviceArray &array, PyObject *stream) {
    constexpr long long legacy_default = 1;
    long long handle = stream == Py_None ? legacy_default : PyLong_AsLongLong(stream);
    if (PyErr_Occurred())
        return false;
    if (handle == -1)
        return true;
    DeviceStatus status = array.device->make_wait(static_cast<uint64_t>(handle));
    if (status)
        raise_device_error(array.device, status);
    return status == 0;
}

// What can be refused of a request; false with BufferError.
bool can_export(PyObject *self, PyObject *device, PyObject *copy, bool versioned) {
    Owned own(dlpack_device(self, nullptr));
    if (!own)
        return false;
    int same = device == Py_None ? 1 : PyObject_RichCompareBool(own.get(), device, Py_EQ);
    if (same < 0)
        return false;
    if (!same || copy == Py_True)
        PyErr_SetString(PyExc_BufferError, "DLPack: the array is given as it is, where it is; "
                                           "`pragmac.to_numpy(x)` copies it");
    else if (!versioned && !(array_of(self).code & writeable_bit))
        PyErr_SetString(PyExc_BufferError, "DLPack 0 has no word for read-only arrays");
    return !PyErr_Occurred();
}

// Our hold of a consumed capsule's array.
template <class Managed> void free_managed(PyObject *holder) {
    auto *managed = static_cast<Managed *>(PyCapsule_GetPointer(holder, nullptr));
    if (managed->free)
        managed->free(managed);
}

PyObject *adopt(const dlpack::Tensor &tensor, bool writeable, PyObject *owner) {
    Owned owned(owner);
    Device *device = device_from(tensor.device);
    Element element = element_from(tensor.dtype);
    if (!owner || !device || element == Element::none || tensor.rank > NPY_MAXDIMS) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_BufferError, "DLPack: an array of a device or an element type "
                                               "that is not compiled");
        return nullptr;
    }
    std::vector<int64_t> strides;
    for (int axis = 0; tensor.strides && axis < tensor.rank; ++axis)
        strides.push_back(tensor.strides[axis] * element_bytes[static_cast<int>(element)]);
    ArrayForm form{element, tensor.rank, tensor.extents, tensor.strides ? strides.data() : nullptr,
                   writeable};
    auto *data = static_cast<char *>(tensor.data) + tensor.byte_offset;
    return new_device_array(*device, data, owned.release(), form);
}

template <class Managed>
PyObject *import_capsule(PyObject *capsule, const char *name, const char *used, bool writeable) {
    auto *managed = static_cast<Managed *>(PyCapsule_GetPointer(capsule, name));
    if (!managed || PyCapsule_SetName(capsule, used) < 0)
        return nullptr;
    return adopt(managed->tensor, writeable,
                 PyCapsule_New(managed, nullptr, free_managed<Managed>));
}

bool read_numbers(PyObject *tuple, int64_t *numbers) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i)
        numbers[i] = PyLong_AsLongLong(PyTuple_GET_ITEM(tuple, i));
    return !PyErr_Occurred();
}

} // namespace

PyObject *export_dlpack(PyObject *self, PyObject *args, PyObject *keywords) {
    static const char *names[] = {"stream", "max_version", "dl_device", "copy", nullptr};
    PyObject *stream = Py_None, *version = Py_None, *device = Py_None, *copy = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|$OOOO:__dlpack__",
                                     const_cast<char **>(names), &stream, &version, &device, &copy))
        return nullptr;
    long major = 0;
    if (PyTuple_Check(version) && PyTuple_GET_SIZE(version) > 0)
        major = PyLong_AsLong(PyTuple_GET_ITEM(version, 0));
    if (PyErr_Occurred() || !can_export(self, device, copy, major >= 1) ||
        !order_for(array_of(self), stream))
        return nullptr;
    return capsule_of(self, major >= 1);
}

PyObject *dlpack_device(PyObject *self, PyObject *) {
    dlpack::Device device = device_of(*array_of(self).device);
    return Py_BuildValue("(ii)", device.kind, device.number);
}

// Version 3; the stream is ours, which whoever takes the array waits for.
PyObject *cuda_array_interface(PyObject *self, void *) {
    const DeviceArray &array = array_of(self);
    if (array.device->kind != DeviceKind::cuda) {
        PyErr_SetString(PyExc_AttributeError, "__cuda_array_interface__");
        return nullptr;
    }
    Owned shape(PyObject_GetAttrString(self, "shape")),
        dtype(PyObject_GetAttrString(self, "dtype"));
    Owned strides(is_contiguous(array.code) ? Py_NewRef(Py_None)
                                            : PyObject_GetAttrString(self, "strides"));
    Owned text(dtype ? PyObject_GetAttrString(dtype.get(), "str") : nullptr);
    if (!shape || !strides || !text)
        return nullptr;
    return Py_BuildValue("{s:i,s:O,s:O,s:O,s:(KO),s:K}", "version", 3, "shape", shape.get(),
                         "strides", strides.get(), "typestr", text.get(), "data",
                         static_cast<unsigned long long>(reinterpret_cast<uintptr_t>(array.data)),
                         array.code & writeable_bit ? Py_False : Py_True, "stream",
                         static_cast<unsigned long long>(array.device->stream()));
}

PyObject *import_dlpack(PyObject *, PyObject *capsule) {
    if (PyCapsule_IsValid(capsule, versioned_name)) {
        auto *managed =
            static_cast<dlpack::Versioned *>(PyCapsule_GetPointer(capsule, versioned_name));
        if (managed->major != 1)
            return PyErr_Format(PyExc_BufferError, "DLPack %u is not known here", managed->major);
        return import_capsule<dlpack::Versioned>(capsule, versioned_name, used_versioned,
                                                 !(managed->flags & dlpack::read_only));
    }
    if (PyCapsule_IsValid(capsule, plain_name))
        return import_capsule<dlpack::Managed>(capsule, plain_name, used_plain, true);
    PyErr_SetString(PyExc_BufferError, "no DLPack capsule, or one that has been consumed");
    return nullptr;
}

PyObject *import_cuda_array(PyObject *, PyObject *args) {
    PyObject *owner, *shape, *strides;
    PyArray_Descr *dtype = nullptr;
    unsigned long long address, stream;
    int readonly;
    if (!PyArg_ParseTuple(args, "OKO!OO&pK", &owner, &address, &PyTuple_Type, &shape, &strides,
                          PyArray_DescrConverter, &dtype, &readonly, &stream))
        return nullptr;
    Owned dtype_owner(reinterpret_cast<PyObject *>(dtype));
    auto *data = reinterpret_cast<void *>(address);
    Device *device = cuda_device(data ? cuda_ordinal_of(data) : 0);
    Element element = element_of_type_number(dtype->type_num);
    Py_ssize_t rank = PyTuple_GET_SIZE(shape);
    bool fits = strides == Py_None || (PyTuple_Check(strides) && PyTuple_GET_SIZE(strides) == rank);
    if (!device || element == Element::none || !PyArray_ISNBO(dtype->byteorder) || !fits ||
        rank > NPY_MAXDIMS) {
        PyErr_SetString(PyExc_BufferError, "__cuda_array_interface__: an address, a shape or an "
                                           "element type that is not compiled");
        return nullptr;
    }
    std::vector<int64_t> extents(static_cast<size_t>(rank)), steps(static_cast<size_t>(rank));
    if (!read_numbers(shape, extents.data()) ||
        (strides != Py_None && !read_numbers(strides, steps.data())))
        return nullptr;
    if (DeviceStatus status = stream ? device->wait_for(stream) : 0)
        return raise_device_error(device, status);
    ArrayForm form{element, static_cast<int>(rank), extents.data(),
                   strides == Py_None ? nullptr : steps.data(), !readonly};
    return new_device_array(*device, data, Py_NewRef(owner), form);
}

} // namespace pragmac::native
