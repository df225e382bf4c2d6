"""Forward substitution with a lower triangular matrix (PolyBench trisolv)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 150, "S": 2000, "M": 5000}


@pragmac.jit
def trisolv(lower, x, b):
    """Solves lower @ x = b; row i needs every x before it: only the dot product has lanes."""
    for i in range(lower.shape[0]):
        s = b[i]
        # pragma simd
        for j in range(i):
            s -= lower[i, j] * x[j]
        x[i] = s / lower[i, i]


def reference(lower, x, b):
    for i in range(lower.shape[0]):
        x[i] = (b[i] - lower[i, :i] @ x[:i]) / lower[i, i]


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    matrix = np.tril(generator.uniform(-1.0, 1.0, (size, size))) / size
    np.fill_diagonal(matrix, generator.uniform(1.0, 2.0, size))
    return matrix, np.zeros(size), generator.standard_normal(size)


# `simd` lets each dot product be re-ordered; rows sum to less than 1 beside the diagonal.
KERNEL = Kernel(
    name="trisolv",
    function=trisolv,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1,),
    exact=False,
    tolerance=1e-12,
    directives=("simd",),
)
