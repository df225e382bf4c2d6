"""Dense matrix product c = alpha * a @ b + beta * c, written as loops."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows of c, columns of c, inner extent.
SIZES = {"XS": (24, 28, 32), "S": (300, 330, 360), "M": (1000, 1100, 1200)}


@pragmac.jit
def gemm(alpha, beta, c, a, b):
    """Updates c in place; with k outside j the innermost loop walks along rows of b and c."""
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            c[i, j] *= beta
        for k in range(a.shape[1]):
            scaled = alpha * a[i, k]
            for j in range(c.shape[1]):
                c[i, j] += scaled * b[k, j]


def reference(alpha, beta, c, a, b):
    c[:] = alpha * (a @ b) + beta * c


def make_inputs(size, seed):
    rows, columns, inner = size
    generator = np.random.default_rng(seed)
    c = generator.standard_normal((rows, columns))
    a = generator.standard_normal((rows, inner))
    b = generator.standard_normal((inner, columns))
    return 1.5, 1.2, c, a, b


# The reference sums in another order.
KERNEL = Kernel(
    name="gemm",
    function=gemm,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(2,),
    tolerance=1e-13,
    directives=("parallel for",),
)
