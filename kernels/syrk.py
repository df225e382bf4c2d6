"""Symmetric rank-k update c = alpha * a @ a.T + beta * c of the lower triangle (PolyBench syrk)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows of c and of a, columns of a.
SIZES = {"XS": (28, 24), "S": (350, 300), "M": (1200, 1000)}


@pragmac.jit
def syrk(alpha, beta, c, a):
    """Updates c[i, j] for j <= i in place; later rows have more work."""
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i + 1):
            s = 0.0
            # pragma simd
            for k in range(a.shape[1]):
                s += a[i, k] * a[j, k]
            c[i, j] = beta * c[i, j] + alpha * s


def reference(alpha, beta, c, a):
    lower = np.tril_indices(c.shape[0])
    c[lower] = beta * c[lower] + alpha * (a @ a.T)[lower]


def make_inputs(size, seed):
    rows, inner = size
    generator = np.random.default_rng(seed)
    return 1.5, 1.2, generator.standard_normal((rows, rows)), generator.standard_normal(size)


# `simd` lets each dot product be re-ordered: no more than (columns of a) roundings.
KERNEL = Kernel(
    name="syrk",
    function=syrk,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(2,),
    exact=False,
    tolerance=1e-13,
    directives=("parallel for", "simd"),
)
