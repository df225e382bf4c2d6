"""Which arrays share memory, and copies of arrays that share it in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_LINE = 64  # copies keep addresses modulo a cache line, and so the alignment of every element
_MOST_WORK = 1_000_000  # candidates the exact overlap test may try


def overlap(a: Array, b: Array) -> bool:
    """Whether two arrays share memory; true where that takes too long to find out."""
    try:
        return np.shares_memory(a, b, max_work=_MOST_WORK)  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return True


def overlaps_itself(a: Array) -> bool:
    """Whether two elements of the array share memory, as of a broadcast one."""
    steps = sorted((abs(s), n) for s, n in zip(a.strides, a.shape, strict=True) if n > 1)
    reach = a.itemsize
    for stride, extent in steps:
        if stride < reach:
            # Strides that interleave need every address.
            return a.size > 0 and len(np.unique(addresses(a))) < a.size
        reach += stride * (extent - 1)
    return False


def addresses(a: Array) -> Array:
    """The address of every element, in the array's shape."""
    found = np.full(a.shape, a.__array_interface__["data"][0], np.int64)
    for axis, (stride, extent) in enumerate(zip(a.strides, a.shape, strict=True)):
        along = [1] * a.ndim
        along[axis] = extent
        found += (np.arange(extent) * stride).reshape(along)
    return found


def root(a: Array) -> Array:
    """The array that owns the memory, as far as arrays do."""
    while isinstance(a.base, np.ndarray):
        a = a.base
    return a


def with_roots(arrays: Iterable[Array]) -> list[Array]:
    """The arrays, and the roots of those that are views, each once."""
    found: dict[int, Array] = {}
    for a in arrays:
        found.setdefault(id(a), a)
    for a in list(found.values()):
        found.setdefault(id(root(a)), root(a))
    return list(found.values())


def copied(arrays: Sequence[Array], roots: bool = True) -> list[Array]:
    """Copies with the same strides, flags and gaps, of which two share memory exactly where the
    given ones do; the same array given twice is one copy. With `roots` the arrays that they are
    views of are copied too, else the memory between their first and last elements alone."""
    every = with_roots(arrays) if roots else list({id(a): a for a in arrays}.values())
    held: dict[int, Array] = {}
    for low, high, members in _blocks(every):
        offset = low % _LINE
        store = np.zeros(high - low + 2 * _LINE, np.uint8)
        start = -int(store.__array_interface__["data"][0]) % _LINE + offset
        for a in members:
            at = start + int(a.__array_interface__["data"][0]) - low
            made: Array = np.ndarray(a.shape, a.dtype, store.data, at, a.strides)
            made[...] = a
            made.flags.writeable = a.flags.writeable
            held[id(a)] = made
    return [held[id(a)] for a in arrays]


def _bounds(a: Array) -> tuple[int, int]:
    start = int(a.__array_interface__["data"][0])
    if a.size == 0:
        return start, start
    reach = [(n - 1) * s for n, s in zip(a.shape, a.strides, strict=True)]
    below, above = sum(r for r in reach if r < 0), sum(r for r in reach if r > 0)
    return start + below, start + above + a.itemsize


def _blocks(arrays: list[Array]) -> list[tuple[int, int, list[Array]]]:
    """The arrays in groups whose ranges of memory are apart from each other."""
    blocks: list[tuple[int, int, list[Array]]] = []
    placed = sorted(((*_bounds(a), a) for a in arrays), key=lambda item: item[:2])
    for low, high, a in placed:
        if blocks and low < blocks[-1][1]:
            first, last, members = blocks[-1]
            blocks[-1] = (first, max(last, high), [*members, a])
        else:
            blocks.append((low, high, [a]))
    return blocks
