"""Symmetric rank-2k update of the lower triangle (PolyBench syr2k)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns of a and of b.
SIZES = {"XS": (28, 24), "S": (250, 200), "M": (800, 600)}


@pragmac.jit
def syr2k(alpha, beta, c, a, b):
    """c[i, :i + 1] = beta * c + alpha * (a @ b.T + b @ a.T) in place; later rows have more work."""
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i + 1):
            s = 0.0
            # pragma simd
            for k in range(a.shape[1]):
                s += a[j, k] * b[i, k] + b[j, k] * a[i, k]
            c[i, j] = beta * c[i, j] + alpha * s


def reference(alpha, beta, c, a, b):
    lower = np.tril_indices(c.shape[0])
    c[lower] = beta * c[lower] + alpha * (a @ b.T + b @ a.T)[lower]


def make_inputs(size, seed):
    rows, inner = size
    generator = np.random.default_rng(seed)
    c = generator.standard_normal((rows, rows))
    return 1.5, 1.2, c, *generator.standard_normal((2, rows, inner))


KERNEL = Kernel(
    name="syr2k",
    function=syr2k,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(2,),
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "simd"),
)
