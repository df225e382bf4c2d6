"""Smaller arguments of the same shape, for runs of plain Python that would take too long.

Extents shrink by one factor, so that those that were equal, or had a ratio, still have; an integer
that is an extent, or one or two beside it, follows. Extents of up to 16 stay: colours, coordinates,
the taps of a filter."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np

from .shared_memory import Array, overlap

_SMALL = 16  # extents that stay
_NEAR = 2  # how far an integer, or an extent, may be from the one that it follows
_MULTIPLE = 8  # what multiples of it stay multiples of, as `assume(x: multiple=8)` has it


class Slice:
    """Arguments of which arrays are leading parts; `whole` where nothing is left out."""

    __slots__ = ("given", "changes", "factor")

    def __init__(
        self, given: inspect.BoundArguments, changes: dict[str, tuple[Any, Any]], factor: float
    ) -> None:
        self.given = given
        self.changes = changes  # by parameter: the shape or the integer here, and of the whole
        self.factor = factor

    @property
    def whole(self) -> bool:
        return not self.changes

    def described(self) -> str:
        parts = (f"`{name}` {_words(now)} of {_words(all_)}"
                 for name, (now, all_) in self.changes.items())  # fmt: skip
        return ", ".join(parts)


def growing_slices(given: inspect.BoundArguments) -> Iterator[Slice]:
    """From a largest extent of 16 on, each twice the one before; the whole is the last."""
    extents = _extents(given)
    largest = max(extents, default=0)
    goal = _SMALL
    while goal < largest:
        yield _slice(given, _shrunk(extents, goal / largest), goal / largest)
        goal *= 2
    yield Slice(given, {}, 1.0)


def _arrays(given: inspect.BoundArguments) -> dict[str, Array]:
    return {n: a for n, a in given.arguments.items() if isinstance(a, np.ndarray)}


def _extents(given: inspect.BoundArguments) -> list[int]:
    return sorted({n for a in _arrays(given).values() for n in a.shape if n > _SMALL})


def _shrunk(extents: list[int], factor: float) -> dict[int, int]:
    """The smaller extent of each; one that is near a smaller one keeps its distance from that."""
    found: dict[int, int] = {}
    base = 0
    for extent in extents:
        if not base or extent - base > _NEAR:
            base = extent
            size = max(_SMALL, int(base * factor))
            found[base] = size - size % _MULTIPLE if base % _MULTIPLE == 0 else size
        found[extent] = found[base] + extent - base
    return found


def _slice(given: inspect.BoundArguments, sizes: dict[int, int], factor: float) -> Slice:
    arrays = list(_arrays(given).values())
    apart = not any(overlap(a, b) for i, a in enumerate(arrays) for b in arrays[:i])
    smaller = inspect.BoundArguments(given.signature, given.arguments.copy())
    changes: dict[str, tuple[Any, Any]] = {}
    made: dict[int, Array] = {}  # an array given twice is one
    for name, value in given.arguments.items():
        if isinstance(value, np.ndarray):
            shape = tuple(sizes[n] if n in sizes else n for n in value.shape)
            if shape != value.shape:
                part = made.setdefault(id(value), _leading(value, shape, apart))
                smaller.arguments[name], changes[name] = part, (shape, value.shape)
        elif isinstance(value, (int, np.integer)) and not isinstance(value, bool):
            number = _following(int(value), sizes)
            if number != value:
                smaller.arguments[name] = type(value)(number)
                changes[name] = (number, int(value))
    return Slice(smaller, changes, factor)


def _leading(a: Array, shape: tuple[int, ...], packed: bool) -> Array:
    """A view, or, where the array is contiguous and shares no memory, a contiguous copy: the same
    compiled version takes it."""
    part: Array = a[tuple(slice(0, n) for n in shape)]
    if packed and (a.flags.c_contiguous or a.flags.f_contiguous):
        part = part.copy(order="C" if a.flags.c_contiguous else "F")
        part.flags.writeable = a.flags.writeable
    return part


def _following(value: int, sizes: dict[int, int]) -> int:
    for distance in range(_NEAR + 1):
        for extent in (value - distance, value + distance):
            if extent in sizes:
                return sizes[extent] + value - extent
    return value


def _words(value: Any) -> str:
    return " x ".join(map(str, value)) if isinstance(value, tuple) else str(value)
