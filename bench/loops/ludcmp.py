"""A linear system by triangular factors, then forward and back (PolyBench ludcmp)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 30, "S": 220, "M": 650}


@pragmac.jit
def ludcmp(a, b):
    """x with a @ x == b; the factors replace a."""
    n = a.shape[0]
    x = np.zeros(n)
    y = np.zeros(n)
    for k in range(n):
        # pragma parallel for
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= a[i, k] * a[k, j]
    for i in range(n):
        s = b[i]
        # pragma simd
        for j in range(i):
            s -= a[i, j] * y[j]
        y[i] = s
    for i in range(n - 1, -1, -1):
        s = y[i]
        # pragma simd
        for j in range(i + 1, n):
            s -= a[i, j] * x[j]
        x[i] = s / a[i, i]
    return x


def reference(a, b):
    n = a.shape[0]
    for k in range(n):
        a[k + 1 :, k] /= a[k, k]
        a[k + 1 :, k + 1 :] -= np.multiply.outer(a[k + 1 :, k], a[k, k + 1 :])
    x, y = np.zeros(n), np.zeros(n)
    for i in range(n):
        y[i] = b[i] - a[i, :i] @ y[:i]
    for i in range(n - 1, -1, -1):
        x[i] = (y[i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    return generator.random((size, size)) + size * np.eye(size), generator.random(size)


KERNEL = Kernel(
    name="ludcmp",
    function=ludcmp,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "simd", "simd"),
)
