"""Triangular factors of a matrix, without pivots, in place (PolyBench lu)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 30, "S": 220, "M": 700}


@pragmac.jit
def lu(a):
    """Unit lower factor below the diagonal, upper one on and above it, a column at a time.

    PolyBench goes row after row, where nothing is parallel; here the rows below a pivot are.
    """
    n = a.shape[0]
    for k in range(n):
        # pragma parallel for
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= a[i, k] * a[k, j]


def reference(a):
    for k in range(a.shape[0]):
        a[k + 1 :, k] /= a[k, k]
        a[k + 1 :, k + 1 :] -= np.multiply.outer(a[k + 1 :, k], a[k, k + 1 :])


def make_inputs(size, seed):
    return (np.random.default_rng(seed).random((size, size)) + size * np.eye(size),)


KERNEL = Kernel(
    name="lu",
    function=lu,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    tolerance=1e-13,
    directives=("parallel for",),
)
