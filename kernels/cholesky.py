"""Cholesky factor of a symmetric positive definite matrix, in place (PolyBench cholesky)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 30, "S": 300, "M": 1000}


@pragmac.jit
def cholesky(a):
    """Replaces a on and below the diagonal by the lower factor, column after column.

    PolyBench goes row after row, where nothing is parallel; here the rows of a column are.
    """
    n = a.shape[0]
    for j in range(n):
        s = a[j, j]
        # pragma simd
        for k in range(j):
            s -= a[j, k] * a[j, k]
        a[j, j] = np.sqrt(s)
        # pragma parallel for
        for i in range(j + 1, n):
            t = a[i, j]
            # pragma simd
            for k in range(j):
                t -= a[i, k] * a[j, k]
            a[i, j] = t / a[j, j]


def reference(a):
    a[:] = np.linalg.cholesky(a) + np.triu(a, 1)


def make_inputs(size, seed):
    square = np.random.default_rng(seed).standard_normal((size, size))
    return (square @ square.T + size * np.eye(size),)


# `simd` lets each dot product be re-ordered; the input's condition number is about 5.
KERNEL = Kernel(
    name="cholesky",
    function=cholesky,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    exact=False,
    tolerance=1e-13,
    directives=("simd", "parallel for", "simd"),
)
