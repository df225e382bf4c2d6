"""Yule-Walker equations of a Toeplitz matrix by Durbin's recursion (PolyBench durbin)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 50, "S": 2000, "M": 6000}


@pragmac.jit
def durbin(r):
    """The solution for orders 1, 2, ..., each from the one before, reversed."""
    n = r.shape[0]
    y = np.zeros(n)
    z = np.zeros(n)
    alpha = -r[0]
    beta = 1.0
    y[0] = -r[0]
    for k in range(1, n):
        beta *= 1.0 - alpha * alpha
        s = 0.0
        # pragma simd
        for i in range(k):
            s += r[k - i - 1] * y[i]
        alpha = -(r[k] + s) / beta
        for i in range(k):
            z[i] = y[i] + alpha * y[k - i - 1]
        for i in range(k):
            y[i] = z[i]
        y[k] = alpha
    return y


def reference(r):
    y = np.zeros_like(r)
    alpha, beta = -r[0], 1.0
    y[0] = -r[0]
    for k in range(1, r.shape[0]):
        beta *= 1.0 - alpha * alpha
        alpha = -(r[k] + np.dot(r[:k][::-1], y[:k])) / beta
        y[:k] += alpha * y[:k][::-1]
        y[k] = alpha
    return y


def make_inputs(size, seed):
    return (np.random.default_rng(seed).uniform(-1.0, 1.0, size) / (2.0 * np.arange(1, size + 1)),)


KERNEL = Kernel(
    name="durbin",
    function=durbin,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-08,
    directives=("simd",),
)
