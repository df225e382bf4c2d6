// Return values: scalars of the right kind, ndarrays over fresh memory, arguments as they came.
#include "results.h"

#include "device_array.h"
#include "device_call.h"

#include <cstring>
#include <vector>

namespace pragmac::native {

namespace {

constexpr int type_numbers[element_count] = {
    NPY_NOTYPE, NPY_BOOL,   NPY_INT8, NPY_INT16, NPY_INT32,  NPY_INT64,  NPY_UINT8,  NPY_UINT16,
    NPY_UINT32, NPY_UINT64, NPY_HALF, NPY_FLOAT, NPY_DOUBLE, NPY_CFLOAT, NPY_CDOUBLE};

PyArray_Descr *descr_of(Element element) { return PyArray_DescrFromType(type_number_of(element)); }

double double_of(uint64_t bits) {
    double v;
    std::memcpy(&v, &bits, sizeof v);
    return v;
}

PyObject *python_scalar(Element element, const uint64_t *slots) {
    switch (element) {
    case Element::b1: return PyBool_FromLong(slots[0] != 0);
    case Element::u64: return PyLong_FromUnsignedLongLong(slots[0]);
    case Element::f64: return PyFloat_FromDouble(double_of(slots[0]));
    case Element::c128: return PyComplex_FromDoubles(double_of(slots[0]), double_of(slots[1]));
    default: return PyLong_FromLongLong(static_cast<long long>(slots[0]));
    }
}

PyObject *numpy_scalar(Element element, const uint64_t *slots) {
    uint64_t parts[2] = {slots[0], 0};
    if (element == Element::c64)
        std::memcpy(reinterpret_cast<char *>(parts) + 4, &slots[1], 4);
    else if (element == Element::c128)
        parts[1] = slots[1];
    PyArray_Descr *descr = descr_of(element);
    PyObject *scalar = PyArray_Scalar(parts, descr, nullptr);
    Py_DECREF(descr);
    return scalar;
}

void free_memory(PyObject *capsule) { pragmac_free(PyCapsule_GetPointer(capsule, nullptr)); }

// Takes over `data`, also on failure.
PyObject *wrap_fresh_array(const ValueType &type, const uint64_t *slots) {
    void *data = reinterpret_cast<void *>(slots[0]);
    Owned owner(data ? PyCapsule_New(data, nullptr, free_memory) : Py_NewRef(Py_None));
    if (!owner) {
        pragmac_free(data);
        return nullptr;
    }
    npy_intp extents[NPY_MAXDIMS];
    for (int d = 0; d < type.rank; ++d)
        extents[d] = static_cast<npy_intp>(slots[1 + d]);
    Owned array(PyArray_NewFromDescr(&PyArray_Type, descr_of(type.element), type.rank, extents,
                                     nullptr, data, NPY_ARRAY_CARRAY, nullptr));
    if (!array || !data)
        return array.release();
    auto *object = reinterpret_cast<PyArrayObject *>(array.get());
    return PyArray_SetBaseObject(object, owner.release()) < 0 ? nullptr : array.release();
}

// The result's memory on the device; takes over `data`, also on failure.
PyObject *wrap_device_array(const ValueType &type, const uint64_t *slots, pragmac_frame &frame) {
    void *data = reinterpret_cast<void *>(slots[0]), *memory = nullptr;
    Device &device = device_of(*frame.device);
    int64_t extents[NPY_MAXDIMS];
    for (int d = 0; d < type.rank; ++d)
        extents[d] = static_cast<int64_t>(slots[1 + d]);
    ArrayForm form{type.element, type.rank, extents};
    DeviceStatus status = take_from_device(frame, data, bytes_of(form), memory);
    pragmac_free(data);
    return status ? raise_device_error(&device, status)
                  : new_device_array(device, memory, nullptr, form);
}

// Walks the results; the same fresh memory returned twice is one object, as in Python.
class ResultWrapper {
  public:
    ResultWrapper(const CompiledVersion &compiled, const uint64_t *slots,
                  PyObject *const *arguments, pragmac_frame &frame)
        : compiled_(compiled), slots_(slots), arguments_(arguments), frame_(frame) {}

    bool wrap_all() {
        for (const Result &result : compiled_.results)
            objects_.emplace_back(failed_ ? discard(result) : wrap(result));
        return !failed_;
    }
    PyObject *finish() {
        if (!compiled_.tuple)
            return objects_.empty() ? Py_NewRef(Py_None) : objects_[0].release();
        std::vector<std::vector<Owned>> open(1);
        for (size_t i = 0; i < objects_.size(); ++i) {
            open.resize(open.size() + static_cast<size_t>(compiled_.results[i].opens));
            open.back().push_back(std::move(objects_[i]));
            for (int closes = compiled_.results[i].closes; closes > 0; --closes) {
                Owned inner(tuple_of(open.back()));
                if (!inner)
                    return nullptr;
                open.pop_back();
                open.back().push_back(std::move(inner));
            }
        }
        return tuple_of(open.back());
    }

  private:
    static PyObject *tuple_of(std::vector<Owned> &items) {
        PyObject *tuple = PyTuple_New(static_cast<Py_ssize_t>(items.size()));
        for (size_t i = 0; tuple && i < items.size(); ++i)
            PyTuple_SET_ITEM(tuple, static_cast<Py_ssize_t>(i), items[i].release());
        return tuple;
    }
    PyObject *wrap(const Result &result) {
        PyObject *object = make(result);
        failed_ = failed_ || !object;
        return object;
    }
    PyObject *make(const Result &result) {
        int64_t argument = argument_of(result);
        if (argument >= 0) {
            drop_unused(result);
            return Py_NewRef(arguments_[argument]);
        }
        const uint64_t *slot = take(result.type);
        if (result.type.element == Element::none)
            return Py_NewRef(Py_None);
        if (result.type.rank < 0)
            return scalar_from_slots(result.type, slot);
        if (PyObject *same = already_wrapped(slot[0]))
            return Py_NewRef(same);
        PyObject *array = frame_.device ? wrap_device_array(result.type, slot, frame_)
                                        : wrap_fresh_array(result.type, slot);
        fresh_.push_back({slot[0], array});
        return array;
    }
    PyObject *discard(const Result &result) {
        if (argument_of(result) >= 0) {
            drop_unused(result);
            return nullptr;
        }
        if (result.type.element == Element::none)
            return nullptr;
        uint64_t data = take(result.type)[0];
        if (result.type.rank >= 0 && !already_seen(data)) {
            pragmac_free(reinterpret_cast<void *>(data));
            fresh_.push_back({data, nullptr});
        }
        return nullptr;
    }
    // The argument that is returned; -1: the slots hold the value.
    int64_t argument_of(const Result &result) {
        return result.chosen ? static_cast<int64_t>(*slots_++) : result.argument;
    }
    // The empty array that stands in the slots where an argument was chosen.
    void drop_unused(const Result &result) {
        if (result.chosen && result.fresh)
            pragmac_free(reinterpret_cast<void *>(take(result.type)[0]));
    }
    const uint64_t *take(const ValueType &type) {
        const uint64_t *slot = slots_;
        if (type.element != Element::none)
            slots_ += type.rank >= 0 ? 1 + type.rank : is_complex(type.element) ? 2 : 1;
        return slot;
    }
    bool already_seen(uint64_t data) const {
        for (const auto &[seen, array] : fresh_)
            if (seen == data)
                return true;
        return false;
    }
    PyObject *already_wrapped(uint64_t data) const {
        for (const auto &[seen, array] : fresh_)
            if (seen == data && data != 0)
                return array;
        return nullptr;
    }

    const CompiledVersion &compiled_;
    const uint64_t *slots_;
    PyObject *const *arguments_;
    pragmac_frame &frame_;
    std::vector<Owned> objects_;
    std::vector<std::pair<uint64_t, PyObject *>> fresh_;
    bool failed_ = false;
};

} // namespace

int type_number_of(Element element) { return type_numbers[static_cast<int>(element)]; }

PyObject *scalar_from_slots(const ValueType &type, const uint64_t *slots) {
    return type.python_kind ? python_scalar(type.element, slots)
                            : numpy_scalar(type.element, slots);
}

PyObject *wrap_results(const CompiledVersion &compiled, const uint64_t *slots,
                       PyObject *const *arguments, pragmac_frame &frame) {
    if (!compiled.tuple && compiled.results.size() == 1 && compiled.results[0].type.rank < 0 &&
        compiled.results[0].argument < 0 && compiled.results[0].type.element != Element::none)
        return scalar_from_slots(compiled.results[0].type, slots);
    if (compiled.results.empty() && !compiled.tuple)
        return Py_NewRef(Py_None);
    ResultWrapper wrapper(compiled, slots, arguments, frame);
    return wrapper.wrap_all() ? wrapper.finish() : nullptr;
}

} // namespace pragmac::native
