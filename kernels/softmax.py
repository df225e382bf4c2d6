"""Softmax of every row of a float32 matrix, shifted by the row's maximum."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns.
SIZES = {"XS": (30, 40), "S": (4096, 128), "M": (32768, 512)}


@pragmac.jit
def softmax(x):
    """exp(x[i, j] - largest of row i) over the sum of these along row i; rows are not empty."""
    result = np.empty_like(x)
    # pragma parallel for
    for i in range(x.shape[0]):
        largest = x[i, 0]
        # pragma simd
        for j in range(x.shape[1]):
            largest = max(largest, x[i, j])
        total = 0.0
        # pragma simd
        for j in range(x.shape[1]):
            result[i, j] = np.exp(x[i, j] - largest)
            total += result[i, j]
        for j in range(x.shape[1]):
            result[i, j] /= total
    return result


def reference(x):
    result = np.exp(x - x.max(axis=1, keepdims=True))
    result /= result.sum(axis=1, keepdims=True)
    return result


def make_inputs(size, seed):
    return (3 * np.random.default_rng(seed).standard_normal(size, dtype=np.float32),)


# `simd` lets each float32 sum be re-ordered (6e-8 a rounding), and exp differs by a few of these.
KERNEL = Kernel(
    name="softmax",
    function=softmax,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-5,
    directives=("parallel for", "simd", "simd"),
)
