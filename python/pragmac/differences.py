"""Where two values differ: by bits, by type, or by more than a tolerance. NaN equals NaN."""

from __future__ import annotations

from typing import Any

import numpy as np

from .diagnostics import MismatchError

Array = np.ndarray[Any, Any]

# Relative, for floats that a re-ordered reduction or a math function has touched.
_DEFAULT = {"float16": 1e-2, "float32": 1e-4, "complex64": 1e-4, "float64": 1e-9,
            "complex128": 1e-9}  # fmt: skip
_SUBNORMALS = 8  # below the normal range a relative tolerance allows nothing
_SURE = 8.0  # of the bound below: exceeded by chance less often than once in 1e13 sums


class Tolerance:
    """The difference that floats may have; integers and bools are always exact.

    `of` is relative to the larger of two values. A math mode other than strict rounds sums that may
    cancel: x*y - z*w of equal products is 0 in Python and the rounding error of one of them where
    the other is fused. Hence `beside`, which is absolute: n roundings of values of at most P add up
    to 8 * sqrt(n) * u * P (N. Higham and T. Mary, A new approach to probabilistic rounding error
    analysis, 2019, theorem 2.4 with lambda = 8), where P is the largest product of two floats among
    what goes in and comes out, u half the distance of 1 to the next number, and n the elements of
    the largest array, since loops that accumulate run over one."""

    __slots__ = ("given", "inexact", "mode", "largest", "elements")

    def __init__(self, given: float | None, inexact: bool, mode: str = "strict") -> None:
        self.given = given
        self.inexact = inexact  # a reduction plan, a math function or the math mode is involved
        self.mode = mode
        self.largest = 0.0  # magnitude of a float that goes in or comes out
        self.elements = 1

    def see(self, values: list[Any]) -> None:
        """What goes in or comes out; numbers and arrays of floats count."""
        for value in values:
            array = np.asarray(value)
            if array.dtype.kind not in "fc" or not array.size:
                continue
            wide = np.abs(array.astype(np.complex128 if array.dtype.kind == "c" else np.float64))
            self.largest = max(self.largest, float(wide[np.isfinite(wide)].max(initial=0.0)))
            self.elements = max(self.elements, array.size)

    def of(self, dtype: Any) -> float:
        if dtype.kind not in "fc":
            return 0.0
        if self.given is not None:
            return self.given
        return _DEFAULT.get(dtype.name, 0.0) if self.inexact else 0.0

    def beside(self, dtype: Any) -> float:
        if dtype.kind not in "fc" or self.given is not None or self.mode == "strict":
            return 0.0
        info = np.finfo(dtype)
        product = min(max(self.largest, self.largest * self.largest), float(info.max))
        return _SURE * float(np.sqrt(self.elements)) * float(info.eps) / 2 * product


class Compared:
    """Two equal values: how many elements, and the largest relative difference with its place."""

    __slots__ = ("what", "described", "elements", "largest", "at", "rtol", "beside")

    def __init__(
        self, what: str, described: str, elements: int, rtol: float, beside: float = 0.0
    ) -> None:
        self.what = what
        self.described = described
        self.elements = elements
        self.rtol = rtol
        self.beside = beside
        self.largest = 0.0
        self.at: tuple[int, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "type": self.described,
            "elements": self.elements,
            "tolerance": self.rtol,
            "absolute_tolerance": self.beside,
            "largest_difference": self.largest,
            "at": None if self.at is None else list(self.at),
        }


def compare_values(what: str, expected: Any, actual: Any, tolerance: Tolerance) -> Compared:
    """Raises MismatchError, naming the first element that differs, where the values do."""
    arrays = isinstance(expected, (np.ndarray, np.generic, float, complex))
    if type(expected) is not type(actual) or (not arrays and expected != actual):
        raise MismatchError(f"{what}: {_shown(expected)} in Python, {_shown(actual)} compiled")
    if not arrays:
        return Compared(what, type(expected).__name__, 1, 0.0)
    a, b = np.asarray(expected), np.asarray(actual)
    if a.dtype != b.dtype or a.shape != b.shape:
        forms = f"{a.dtype}{a.shape} in Python, {b.dtype}{b.shape} compiled"
        raise MismatchError(f"{what}: {forms}")
    rtol, beside = tolerance.of(a.dtype), tolerance.beside(a.dtype)
    wrong = far(a, b, rtol, beside) if rtol else bits_differ(a, b)
    if tolerance.mode == "fast" and a.dtype.kind in "fc":
        wrong &= np.isfinite(a)  # what the mode promises not to be there
    if wrong.any():
        raise MismatchError(_elements_differ(what, a, b, wrong, rtol))
    kind = type(expected).__name__
    described = f"{a.dtype.name}{a.shape}" if isinstance(expected, np.ndarray) else kind
    return _with_largest(Compared(what, described, a.size, rtol, beside), a, b)


def _with_largest(made: Compared, a: Array, b: Array) -> Compared:
    if made.rtol and a.size:
        distance = relative_difference(a, b)
        at = np.unravel_index(int(np.argmax(distance)), a.shape)
        made.largest = float(distance[at])
        made.at = tuple(int(i) for i in at) if made.largest else None
    return made


def _elements_differ(what: str, a: Array, b: Array, wrong: Array, rtol: float) -> str:
    where = tuple(int(i) for i in np.argwhere(wrong.reshape(a.shape))[0])
    place = f", element {list(where)}" if a.ndim else ""
    text = f"{what}{place}: {a[where]!s} in Python, {b[where]!s} compiled"
    count = int(wrong.sum())
    text += f" ({count} of {a.size} elements differ)" if a.ndim else ""
    if rtol:
        text += f"; the relative difference is above {rtol:g}"
    return text


def _shown(value: Any) -> str:
    return f"{type(value).__name__} {value}"[:120]


def bits_differ(a: Array, b: Array) -> Array:
    """Elements that are neither the same bits nor both NaN, parts of complex apart."""
    if a.dtype.kind == "c":
        part = f"f{a.dtype.itemsize // 2}"
        return np.asarray(bits_differ(_parts(a, part), _parts(b, part)).any(axis=-1))
    bits = f"u{a.dtype.itemsize}"
    same = np.asarray(a, order="C").view(bits) == np.asarray(b, order="C").view(bits)
    if a.dtype.kind == "f":
        same |= np.isnan(a) & np.isnan(b)
    return np.asarray(~same)


def _parts(a: Array, part: str) -> Array:
    parts: Array = np.asarray(a, order="C").reshape(*a.shape, 1).view(part)
    return parts


def far(a: Array, b: Array, rtol: float, beside: float = 0.0) -> Array:
    """Floats whose relative difference is above `rtol` and their difference above `beside`, and
    other elements that are not equal."""
    if a.dtype.kind not in "fc":
        return np.asarray(a != b)
    info = np.finfo(a.dtype)
    with np.errstate(all="ignore"):
        wide = np.complex128 if a.dtype.kind == "c" else np.float64
        wa: Array = a.astype(wide)
        wb: Array = b.astype(wide)
        larger, smaller = np.maximum(abs(wa), abs(wb)), np.minimum(abs(wa), abs(wb))
        allowed = rtol * larger + beside + _SUBNORMALS * float(info.smallest_subnormal)
        near = abs(wa - wb) <= allowed
        same = (wa == wb) | (np.isnan(wa) & np.isnan(wb))
        beyond = ~np.isfinite(wa) & ~np.isfinite(wb) if a.dtype.kind == "c" else False
        edge = (larger == np.inf) & (smaller >= float(info.max) * 0.999)
    return np.asarray(~(near & np.isfinite(larger) | same | beyond | edge))


def relative_difference(a: Array, b: Array) -> Array:
    """Per element, to the larger of the two; 0 for equal ones and for two NaNs."""
    with np.errstate(all="ignore"):
        wide = np.complex128 if a.dtype.kind == "c" else np.float64
        wa: Array = a.astype(wide)
        wb: Array = b.astype(wide)
        scale = np.maximum(abs(wa), abs(wb))
        distance = np.where(scale > 0, abs(wa - wb) / scale, 0.0)
    return np.where(np.isnan(distance), 0.0, distance)
