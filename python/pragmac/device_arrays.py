"""Arrays on devices: `pragmac.empty`, `asarray`, `to_numpy`, `synchronize`, and what other
libraries have there."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _native
from ._native import DeviceArray as DeviceArray

# Devices that hold arrays: their kind, and the number of it that `device=` may leave out.
KINDS = ("cuda", "opencl", "emulated")
# DLPack's numbers for kinds of devices whose arrays jitted functions take as they are.
_DLPACK_KINDS = {2: "cuda", 13: "cuda", 12: "emulated"}
_NO_STREAM = 0


def parse_device(name: Any) -> tuple[str, int] | None:
    """Kind and number of "cuda", "cuda:1" or "emulated"; None for the host ("cpu")."""
    kind, colon, number = name.partition(":") if isinstance(name, str) else ("", "", "")
    if name == "cpu":
        return None
    if kind in KINDS and (number.isdecimal() if colon else not number):
        return kind, int(number or 0)
    known = '"cpu", "cuda", "opencl" (or "cuda:1", "opencl:1", …) or "emulated"'
    raise ValueError(f"P609: `device` is {known}, not {name!r}")


def empty(shape: Any, dtype: Any = np.float64, *, device: str = "cpu") -> Any:
    """A new C-contiguous array whose elements are not set, on a device or ("cpu") NumPy's."""
    place = parse_device(device)
    if place is None:
        return np.empty(shape, dtype)
    extents = tuple(shape) if hasattr(shape, "__iter__") else (shape,)
    return _native.empty(*place, extents, np.dtype(dtype))


def asarray(x: Any, *, device: str = "cpu") -> Any:
    """The array on that device: itself where it is there already, else a copy.

    Takes NumPy arrays and what `np.asarray` takes, DeviceArrays, and arrays of other libraries on
    devices (DLPack, CUDA array interface)."""
    place = parse_device(device)
    given = x if isinstance(x, DeviceArray) else adopt(x)
    if given is not None and place is not None and given.device == _name(*place):
        return given
    values = np.asarray(x) if given is None else given._to_numpy()
    return values if place is None else _native.to_device(*place, values)


def to_numpy(x: Any) -> np.ndarray[Any, Any]:
    """A NumPy array with the elements of `x`; waits for what computes them. A NumPy array is
    returned as it is."""
    given = x if isinstance(x, DeviceArray) else adopt(x)
    return np.asarray(x) if given is None else given._to_numpy()


def synchronize(device: str | None = None) -> None:
    """Waits until the device, or every device, has done everything that was asked of it."""
    if device is not None:
        place = parse_device(device)
        if place is not None:
            _native.synchronize(*place)
        return
    from .machine import cuda_devices, opencl_devices

    for kind, found in (("cuda", cuda_devices()[0]), ("opencl", opencl_devices()[0])):
        for number in range(len(found)):
            _native.synchronize(kind, number)
    _native.synchronize("emulated", 0)


def adopt(value: Any) -> DeviceArray | None:
    """Another library's array on a device, where it lies; None where it is none.

    The producer of a DLPack capsule is told our stream, which it makes wait for its own work; for
    a CUDA array interface our stream waits for the one that is named there."""
    if hasattr(type(value), "__dlpack_device__"):
        kind, number = value.__dlpack_device__()
        name = _DLPACK_KINDS.get(int(kind))
        if name is not None:
            return _native.from_dlpack(_capsule(value, name, int(number)))
    if not hasattr(type(value), "__cuda_array_interface__"):
        return None
    interface = getattr(value, "__cuda_array_interface__", None)  # of a host array it may raise
    return None if interface is None else _from_interface(value, interface)


def _capsule(value: Any, kind: str, number: int) -> Any:
    stream = _native.device_stream(kind, number) if kind == "cuda" else None
    try:
        return value.__dlpack__(stream=stream, max_version=(1, 0))
    except TypeError:  # a producer from before DLPack 1
        return value.__dlpack__(stream=stream)


def _from_interface(value: Any, interface: dict[str, Any]) -> DeviceArray:
    if interface.get("mask") is not None:
        raise BufferError("__cuda_array_interface__: masked arrays are not compiled")
    address, readonly = interface["data"]
    # Before version 3 there is no word about streams: CUDA's legacy default one (1) was meant.
    stream = interface.get("stream") if interface["version"] >= 3 else 1
    strides = interface.get("strides")
    return _native.from_cuda(
        value,
        address,
        tuple(interface["shape"]),
        None if strides is None else tuple(strides),
        np.dtype(interface["typestr"]),
        readonly,
        _NO_STREAM if stream is None else stream,
    )


def _name(kind: str, number: int) -> str:
    return kind if kind == "emulated" else f"{kind}:{number}"
