"""Two dense matrix products, one after the other (PolyBench 2mm)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows of a, of b, of c, columns of c.
SIZES = {"XS": (16, 18, 20, 22), "S": (200, 225, 250, 275), "M": (600, 650, 700, 750)}


@pragmac.jit
def k2mm(alpha, beta, a, b, c, d):
    """d = alpha * a @ b @ c + beta * d in place; the innermost loops walk along rows."""
    between = np.zeros((a.shape[0], b.shape[1]))
    # pragma parallel for
    for i in range(a.shape[0]):
        for k in range(a.shape[1]):
            scaled = alpha * a[i, k]
            for j in range(b.shape[1]):
                between[i, j] += scaled * b[k, j]
    # pragma parallel for
    for i in range(d.shape[0]):
        for j in range(d.shape[1]):
            d[i, j] *= beta
        for k in range(c.shape[0]):
            for j in range(d.shape[1]):
                d[i, j] += between[i, k] * c[k, j]


def reference(alpha, beta, a, b, c, d):
    d[:] = alpha * a @ b @ c + beta * d


def make_inputs(size, seed):
    rows, inner, middle, columns = size
    generator = np.random.default_rng(seed)
    a = generator.standard_normal((rows, inner))
    b = generator.standard_normal((inner, middle))
    c = generator.standard_normal((middle, columns))
    return 1.5, 1.2, a, b, c, generator.standard_normal((rows, columns))


KERNEL = Kernel(
    name="k2mm",
    function=k2mm,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(5,),
    tolerance=1e-12,
    directives=("parallel for", "parallel for"),
)
