"""Atomic operations that yield a value: plain functions here, one step in compiled code."""

from __future__ import annotations

from typing import Any

import numpy as np


def atomic_add(array: np.ndarray, index: int | tuple[int, ...], value: Any) -> Any:
    """`array[index] += value` as one step; returns the element's value before it.

    `index` names one element: an integer, or a tuple with one per dimension. In a parallel loop
    each iteration gets a value of its own where the amounts are positive, and which one it gets
    depends on the order in which iterations run. In plain Python it is no step of its own: other
    threads may come between.
    """
    old = array[index]
    if not isinstance(old, np.generic):
        raise TypeError("atomic_add: `index` must name one element of a NumPy array")
    array[index] = old + value
    return old


atomic_add.__module__ = "pragmac"  # where users find it, and the compiler knows it
