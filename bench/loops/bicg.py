"""A matrix times one vector and its transpose times another (PolyBench bicg)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns.
SIZES = {"XS": (40, 50), "S": (1000, 1250), "M": (4000, 5000)}


@pragmac.jit
def bicg(a, p, r):
    """(r @ a, a @ p): a sum down the rows for blocks of columns, and a dot product per row."""
    rows, columns = a.shape
    s = np.zeros(columns)
    q = np.empty(rows)
    # pragma parallel for
    for block in range((columns + 511) // 512):
        for i in range(rows):
            for j in range(block * 512, min(columns, block * 512 + 512)):
                s[j] += r[i] * a[i, j]
    # pragma parallel for
    for i in range(rows):
        total = 0.0
        # pragma simd
        for j in range(columns):
            total += a[i, j] * p[j]
        q[i] = total
    return s, q


def reference(a, p, r):
    return r @ a, a @ p


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    rows, columns = size
    return (
        generator.standard_normal(size),
        generator.standard_normal(columns),
        generator.standard_normal(rows),
    )


KERNEL = Kernel(
    name="bicg",
    function=bicg,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "parallel for", "simd"),
)
