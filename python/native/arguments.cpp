// The type codes and slots of Python values: exact type tests on NumPy's C structs.
#include "arguments.h"

#include "device_array.h"

namespace pragmac::native {

namespace {

constexpr int type_number_count = NPY_HALF + 1;
struct TypeNumberTable {
    Element elements[type_number_count] = {};
    constexpr TypeNumberTable() {
        elements[NPY_BOOL] = Element::b1;
        elements[NPY_BYTE] = Element::i8;
        elements[NPY_SHORT] = Element::i16;
        elements[NPY_INT] = Element::i32;
        elements[NPY_LONG] = sizeof(long) == 8 ? Element::i64 : Element::i32;
        elements[NPY_LONGLONG] = Element::i64;
        elements[NPY_UBYTE] = Element::u8;
        elements[NPY_USHORT] = Element::u16;
        elements[NPY_UINT] = Element::u32;
        elements[NPY_ULONG] = sizeof(long) == 8 ? Element::u64 : Element::u32;
        elements[NPY_ULONGLONG] = Element::u64;
        elements[NPY_HALF] = Element::f16;
        elements[NPY_FLOAT] = Element::f32;
        elements[NPY_DOUBLE] = Element::f64;
        elements[NPY_CFLOAT] = Element::c64;
        elements[NPY_CDOUBLE] = Element::c128;
    }
};
constexpr TypeNumberTable type_numbers;

uint64_t bits_of(double v) {
    uint64_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    return bits;
}

// NumPy's flags already treat extents of 0 and 1 leniently; the last dimension here likewise.
LayoutClass layout_class(PyArrayObject *array, int rank, int bytes) {
    int flags = PyArray_FLAGS(array);
    if (flags & NPY_ARRAY_C_CONTIGUOUS)
        return LayoutClass::c_order;
    if (flags & NPY_ARRAY_F_CONTIGUOUS)
        return LayoutClass::f_order;
    bool last = PyArray_STRIDES(array)[rank - 1] == bytes || PyArray_DIMS(array)[rank - 1] == 1;
    return last ? LayoutClass::last : LayoutClass::strided;
}

TypedArgument read_array(PyArrayObject *array, SlotBuffer &slots) {
    PyArray_Descr *descr = PyArray_DESCR(array);
    Element element = element_of_type_number(descr->type_num);
    if (element == Element::none || !PyArray_ISNBO(descr->byteorder))
        return {};
    int rank = PyArray_NDIM(array), flags = PyArray_FLAGS(array);
    LayoutClass layout = layout_class(array, rank, element_bytes[static_cast<int>(element)]);
    uint64_t *slot = slots.extend(1 + 2 * static_cast<size_t>(rank));
    slot[0] = reinterpret_cast<uint64_t>(PyArray_DATA(array));
    const npy_intp *extents = PyArray_DIMS(array), *strides = PyArray_STRIDES(array);
    uint64_t all_extents = 0;
    for (int d = 0; d < rank; ++d) {
        slot[1 + d] = static_cast<uint64_t>(extents[d]);
        slot[1 + rank + d] = static_cast<uint64_t>(strides[d]);
        all_extents |= slot[1 + d];
    }
    if (all_extents >> 47) // only broadcast and empty arrays; proofs rely on smaller ones
        return {};
    uint32_t code = static_cast<uint32_t>(element) | array_bit | static_cast<uint32_t>(rank) << 7 |
                    static_cast<uint32_t>(layout) << 14;
    if (flags & NPY_ARRAY_WRITEABLE)
        code |= writeable_bit;
    if (flags & NPY_ARRAY_ALIGNED)
        code |= aligned_bit;
    return {code};
}

TypedArgument read_python_int(PyObject *value, SlotBuffer &slots) {
    int overflow = 0;
    long long v = PyLong_AsLongLongAndOverflow(value, &overflow);
    *slots.extend(1) = static_cast<uint64_t>(v);
    return {scalar_code(Element::i64, false), overflow != 0};
}

TypedArgument read_python_complex(PyObject *value, SlotBuffer &slots) {
    Py_complex v = PyComplex_AsCComplex(value);
    uint64_t *slot = slots.extend(2);
    slot[0] = bits_of(v.real);
    slot[1] = bits_of(v.imag);
    return {scalar_code(Element::c128, false)};
}

// The value behind a NumPy scalar of C type T, extended to 64 bits by U.
template <class T, class U = T> TypedArgument read_plain(Element e, T value, SlotBuffer &slots) {
    uint64_t bits = 0;
    U wide = static_cast<U>(value);
    std::memcpy(&bits, &wide, sizeof wide);
    *slots.extend(1) = bits;
    return {scalar_code(e, true)};
}

template <class T, class Part>
TypedArgument read_parts(Element e, const T &value, SlotBuffer &slots) {
    Part parts[2];
    static_assert(sizeof parts == sizeof value);
    std::memcpy(parts, &value, sizeof parts);
    uint64_t *slot = slots.extend(2);
    slot[0] = slot[1] = 0;
    std::memcpy(&slot[0], &parts[0], sizeof(Part));
    std::memcpy(&slot[1], &parts[1], sizeof(Part));
    return {scalar_code(e, true)};
}

#define PRAGMAC_NUMPY_SCALARS(X)                                                                   \
    X(Double, f64, double) X(Float, f32, float) X(Long, i64, int64_t) X(Int, i32, int64_t)         \
    X(ULong, u64, uint64_t) X(UInt, u32, uint64_t) X(Short, i16, int64_t)                          \
    X(UShort, u16, uint64_t) X(Byte, i8, int64_t) X(UByte, u8, uint64_t)                           \
    X(Bool, b1, uint64_t) X(Half, f16, uint16_t) X(LongLong, i64, int64_t)                         \
    X(ULongLong, u64, uint64_t)

TypedArgument read_numpy_scalar(PyObject *value, SlotBuffer &slots) {
    PyTypeObject *type = Py_TYPE(value);
#define X(Name, element, Wide)                                                                     \
    if (type == &Py##Name##ArrType_Type) {                                                         \
        auto v = PyArrayScalar_VAL(value, Name);                                                   \
        return read_plain<decltype(v), Wide>(Element::element, v, slots);                          \
    }
    PRAGMAC_NUMPY_SCALARS(X)
#undef X
    if (type == &PyCDoubleArrType_Type)
        return read_parts<npy_cdouble, double>(Element::c128, PyArrayScalar_VAL(value, CDouble),
                                               slots);
    if (type == &PyCFloatArrType_Type)
        return read_parts<npy_cfloat, float>(Element::c64, PyArrayScalar_VAL(value, CFloat), slots);
    return {};
}

} // namespace

Element element_of_type_number(int type_number) {
    bool known = type_number >= 0 && type_number < type_number_count;
    return known ? type_numbers.elements[type_number] : Element::none;
}

TypedArgument read_argument(PyObject *value, SlotBuffer &slots) {
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyArray_Type)
        return read_array(reinterpret_cast<PyArrayObject *>(value), slots);
    if (type == &PyLong_Type)
        return read_python_int(value, slots);
    if (type == &PyFloat_Type) {
        *slots.extend(1) = bits_of(PyFloat_AS_DOUBLE(value));
        return {scalar_code(Element::f64, false)};
    }
    if (type == &PyBool_Type) {
        *slots.extend(1) = value == Py_True;
        return {scalar_code(Element::b1, false)};
    }
    if (type == &PyComplex_Type)
        return read_python_complex(value, slots);
    if (type == &device_array_type)
        return {read_device_array(*reinterpret_cast<DeviceArray *>(value), slots)};
    return read_numpy_scalar(value, slots);
}

PyObject *describe_code(ArgumentCode code) {
    static const char *const layouts[] = {"c_order", "f_order", "last_contiguous", "strided"};
    const char *element = element_names[static_cast<int>(element_of(code))];
    if (code & device_bits)
        return Py_BuildValue("(ssisNNN)", element, "", rank_of(code),
                             layouts[static_cast<int>(layout_of(code))],
                             PyBool_FromLong(code & writeable_bit),
                             PyBool_FromLong(code & aligned_bit), device_name(code));
    if (code & array_bit)
        return Py_BuildValue(
            "(ssisNN)", element, "", rank_of(code), layouts[static_cast<int>(layout_of(code))],
            PyBool_FromLong(code & writeable_bit), PyBool_FromLong(code & aligned_bit));
    return Py_BuildValue("(ssisOO)", element, code & numpy_bit ? "numpy" : "python", -1, "c_order",
                         Py_True, Py_True);
}

} // namespace pragmac::native
