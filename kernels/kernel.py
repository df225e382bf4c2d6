"""What one kernel file declares, and how to run it so that results can be compared."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Kernel:
    """One annotated function with everything needed to run, check and time it."""

    name: str  # the file's name
    function: Callable[..., Any]  # the decorated loops
    reference: Callable[..., Any]  # same arguments and results, written with NumPy
    inputs: Callable[[Any, int], tuple]  # (size, seed) -> the arguments
    sizes: dict[str, Any]  # XS for plain CPython, S and M for timing
    outputs: tuple[int, ...] = ()  # positions of the arguments that the function writes
    exact: bool = True  # compiled and plain CPython agree in every bit
    tolerance: float = 0.0  # to the reference, relative to its largest magnitude
    directives: tuple[str, ...] = ()  # in source order, as written

    def arguments(self, size: str, seed: int = 0) -> tuple:
        """Fresh arguments of the size named `size`; the same seed gives the same values."""
        return self.inputs(self.sizes[size], seed)

    @property
    def plain(self) -> Callable[..., Any]:
        """The undecorated function, which CPython runs."""
        return getattr(self.function, "py_func", self.function)

    def run(self, function: Callable[..., Any], arguments: tuple) -> tuple:
        """Calls on copies; returns what came back, followed by the arguments written."""
        arguments = copy.deepcopy(arguments)
        result = function(*arguments)
        returned = result if isinstance(result, tuple) else () if result is None else (result,)
        return (*returned, *(arguments[position] for position in self.outputs))


def largest_difference(left: tuple, right: tuple) -> float:
    """Largest |left - right| over the largest finite |right|; inf where shape or type differs."""
    if len(left) != len(right) or not left:
        return np.inf
    return max(
        array_difference(np.asarray(a), np.asarray(b)) for a, b in zip(left, right, strict=True)
    )


def array_difference(left: np.ndarray, right: np.ndarray) -> float:
    """As `largest_difference`, for one pair; equal NaN and infinities differ by nothing."""
    if left.shape != right.shape or left.dtype != right.dtype:
        return np.inf
    if left.size == 0 or np.array_equal(left, right, equal_nan=left.dtype.kind in "fc"):
        return 0.0
    finite = np.abs(right[np.isfinite(right)].astype(np.float64))
    scale = finite.max(initial=0.0) or 1.0
    with np.errstate(invalid="ignore"):
        gap = np.abs(left.astype(np.float64) - right.astype(np.float64))
    same = (left == right) | (np.isnan(left) & np.isnan(right))
    gap = np.where(same, 0.0, gap)
    return float(np.where(np.isnan(gap), np.inf, gap).max() / scale)


def same_bits(left: tuple, right: tuple) -> bool:
    """Whether both results agree in number, type, shape and every bit (so -0.0 is not 0.0)."""
    return len(left) == len(right) and all(
        type(a) is type(b)
        and np.asarray(a).dtype == np.asarray(b).dtype
        and np.asarray(a).shape == np.asarray(b).shape
        and np.asarray(a).tobytes() == np.asarray(b).tobytes()
        for a, b in zip(left, right, strict=True)
    )
