"""A batch of matrices times one matrix, in place (PolyBench doitgen)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Matrices, rows of each, columns.
SIZES = {"XS": (6, 5, 12), "S": (60, 60, 128), "M": (80, 80, 200)}


@pragmac.jit
def doitgen(a, c):
    """Replaces every row a[r, q] by a[r, q] @ c."""
    inner = c.shape[0]
    # pragma parallel for
    for r in range(a.shape[0]):
        row = np.empty(inner)
        for q in range(a.shape[1]):
            for p in range(inner):
                row[p] = 0.0
            for s in range(inner):
                for p in range(inner):
                    row[p] += a[r, q, s] * c[s, p]
            for p in range(inner):
                a[r, q, p] = row[p]


def reference(a, c):
    a[:] = a @ c


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    return generator.standard_normal(size), generator.standard_normal((size[2], size[2]))


KERNEL = Kernel(
    name="doitgen",
    function=doitgen,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    tolerance=1e-12,
    directives=("parallel for",),
)
