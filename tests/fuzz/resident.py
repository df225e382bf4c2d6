"""A jitted function whose array arguments live on the emulated device.

Arrays that share memory do so there too: each root is one array on the device, and its views are
handed over by DLPack with their own shapes and strides. After the call the roots' bytes are back.
"""

import ctypes

import numpy as np
import pragmac

_CODES = {"i": 0, "u": 1, "f": 2, "c": 5, "b": 6}  # DLPack's, by NumPy's kinds
_EMULATED = (ctypes.c_int32 * 2)(12, 0)


class _Tensor(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.c_void_p), ("device", ctypes.c_int32 * 2), ("rank", ctypes.c_int32),
        ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16),
        ("extents", ctypes.c_void_p), ("strides", ctypes.c_void_p), ("offset", ctypes.c_uint64),
    )  # fmt: skip


class _Managed(ctypes.Structure):
    """DLPack's DLManagedTensorVersioned; without a `free` it is ours to keep."""

    _fields_ = (
        ("version", ctypes.c_uint32 * 2), ("context", ctypes.c_void_p), ("free", ctypes.c_void_p),
        ("flags", ctypes.c_uint64), ("tensor", _Tensor),
    )  # fmt: skip


_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
_capsule = ctypes.pythonapi.PyCapsule_New
_capsule.restype = ctypes.py_object
_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_kept = []  # structs, as long as the process: an exception may hold an array after its call


class Resident:
    """Called as the function; the caller's arrays are as after a call with them."""

    def __init__(self, function):
        self._function = function

    def inspect(self, stage, *arguments):
        return self._function.inspect(stage, *self._moved(arguments)[0])

    def __call__(self, *arguments):
        there, roots = self._moved(arguments)
        try:
            result = self._function(*there)
        finally:
            for root, held in roots.values():
                values = pragmac.to_numpy(held)
                if root.nbytes and root.flags.writeable:
                    ctypes.memmove(_address(root), values.ctypes.data, root.nbytes)
        return _back(result, arguments, there)

    def _moved(self, arguments):
        arrays = [a for a in arguments if isinstance(a, np.ndarray)]
        staying = {id(_root(a)) for a in arrays if not _movable(a)}
        roots = {
            id(_root(a)): (_root(a), _copy(_root(a))) for a in arrays if id(_root(a)) not in staying
        }
        there = [
            _view(a, *roots[id(_root(a))])
            if isinstance(a, np.ndarray) and id(_root(a)) in roots
            else a
            for a in arguments
        ]
        return there, roots


def _address(array):
    return array.__array_interface__["data"][0]


def _root(array):
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _movable(array):
    root = _root(array)
    dense = root.flags.c_contiguous or root.flags.f_contiguous
    whole = all(step % array.itemsize == 0 for step in array.strides)  # DLPack counts elements
    return dense and whole and array.dtype.isnative and array.dtype.kind in _CODES


def _copy(root):
    """The root's bytes on the device."""
    values = np.zeros(max(root.nbytes, 1), np.uint8)
    ctypes.memmove(values.ctypes.data, _address(root), root.nbytes)
    return pragmac.asarray(values, device="emulated")


def _view(array, root, held):
    whole = held.__dlpack__()
    start = _Tensor.from_address(_pointer(whole, b"dltensor")).data
    numbers = ctypes.c_int64 * max(array.ndim, 1)
    extents = numbers(*array.shape)
    strides = numbers(*(step // array.itemsize for step in array.strides))
    tensor = _Tensor(start, _EMULATED, array.ndim, _CODES[array.dtype.kind], 8 * array.itemsize, 1,
                     ctypes.addressof(extents), ctypes.addressof(strides),
                     _address(array) - _address(root))  # fmt: skip
    managed = _Managed((1, 0), None, None, 0 if array.flags.writeable else 1, tensor)
    _kept.append((whole, extents, strides, managed))
    made = _capsule(ctypes.addressof(managed), b"dltensor_versioned", None)
    return pragmac._native.from_dlpack(made)


def _back(result, arguments, there):
    """The result with the caller's arrays in the place of those that stood for them."""
    if isinstance(result, tuple):
        return tuple(_back(r, arguments, there) for r in result)
    for given, stood in zip(arguments, there, strict=True):
        if result is stood:
            return given
    return pragmac.to_numpy(result) if isinstance(result, pragmac.DeviceArray) else result
