"""Gauss-Seidel averaging of nine points in place, in order (PolyBench seidel-2d)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Time steps, points along each side.
SIZES = {"XS": (2, 50), "S": (10, 200), "M": (20, 1000)}


@pragmac.jit
def seidel_2d(steps, a):
    """Every point becomes the mean of its neighbourhood, of which half is new already."""
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                above = a[i - 1, j - 1] + a[i - 1, j] + a[i - 1, j + 1]
                beside = a[i, j - 1] + a[i, j] + a[i, j + 1]
                below = a[i + 1, j - 1] + a[i + 1, j] + a[i + 1, j + 1]
                a[i, j] = (above + beside + below) / 9.0


def reference(steps, a):
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            known = a[i - 1, :-2] + a[i - 1, 1:-1] + a[i - 1, 2:] + a[i, 1:-1] + a[i, 2:]
            known += a[i + 1, :-2] + a[i + 1, 1:-1] + a[i + 1, 2:]
            for j in range(1, n - 1):
                a[i, j] = (known[j - 1] + a[i, j - 1]) / 9.0


def make_inputs(size, seed):
    steps, side = size
    return steps, np.random.default_rng(seed).random((side, side))


# The reference sums in another order.
KERNEL = Kernel(
    name="seidel_2d",
    function=seidel_2d,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1,),
    tolerance=1e-14,
)
