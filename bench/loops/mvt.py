"""A matrix and its transpose times two vectors, each added to another (PolyBench mvt)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 40, "S": 2000, "M": 5500}


@pragmac.jit
def mvt(x1, x2, y1, y2, a):
    """x1 += a @ y1;  x2 += a.T @ y2, in place."""
    n = a.shape[0]
    # pragma parallel for
    for i in range(n):
        s = 0.0
        # pragma simd
        for j in range(n):
            s += a[i, j] * y1[j]
        x1[i] += s
    # pragma parallel for
    for block in range((n + 511) // 512):
        for i in range(n):
            for j in range(block * 512, min(n, block * 512 + 512)):
                x2[j] += a[i, j] * y2[i]


def reference(x1, x2, y1, y2, a):
    x1 += a @ y1
    x2 += y2 @ a


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    return *generator.random((4, size)), generator.random((size, size))


KERNEL = Kernel(
    name="mvt",
    function=mvt,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0, 1),
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "simd", "parallel for"),
)
