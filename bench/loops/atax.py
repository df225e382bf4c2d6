"""A matrix, then its transpose, times a vector (PolyBench atax)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns.
SIZES = {"XS": (40, 50), "S": (1000, 1250), "M": (4000, 5000)}


@pragmac.jit
def atax(a, x):
    """a.T @ (a @ x); the second product sums over rows, one column block at a time."""
    rows, columns = a.shape
    between = np.empty(rows)
    y = np.zeros(columns)
    # pragma parallel for
    for i in range(rows):
        s = 0.0
        # pragma simd
        for j in range(columns):
            s += a[i, j] * x[j]
        between[i] = s
    # pragma parallel for
    for block in range((columns + 511) // 512):
        for i in range(rows):
            for j in range(block * 512, min(columns, block * 512 + 512)):
                y[j] += a[i, j] * between[i]
    return y


def reference(a, x):
    return (a @ x) @ a


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    return generator.standard_normal(size), generator.standard_normal(size[1])


KERNEL = Kernel(
    name="atax",
    function=atax,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "simd", "parallel for"),
)
