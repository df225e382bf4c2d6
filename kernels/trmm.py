"""Triangular matrix product b = alpha * a.T @ b in place, a unit lower triangular (PolyBench)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows of b, columns of b.
SIZES = {"XS": (24, 28), "S": (250, 300), "M": (1000, 1200)}


@pragmac.jit
def trmm(alpha, a, b):
    """Row i of b needs the rows below it unchanged, so rows go in order and columns at once."""
    # pragma parallel for
    for j in range(b.shape[1]):
        for i in range(b.shape[0]):
            s = b[i, j]
            # pragma simd
            for k in range(i + 1, b.shape[0]):
                s += a[k, i] * b[k, j]
            b[i, j] = alpha * s


def reference(alpha, a, b):
    b[:] = alpha * (np.tril(a, -1).T @ b + b)


def make_inputs(size, seed):
    rows, columns = size
    generator = np.random.default_rng(seed)
    a = generator.standard_normal((rows, rows))
    a[np.triu_indices(rows)] = np.nan  # shows in the result if read; the diagonal counts as 1
    return 1.5, a, generator.standard_normal((rows, columns))


# `simd` lets each dot product be re-ordered: no more than (rows) roundings.
KERNEL = Kernel(
    name="trmm",
    function=trmm,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(2,),
    exact=False,
    tolerance=1e-13,
    directives=("parallel for", "simd"),
)
