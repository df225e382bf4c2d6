"""Product c = alpha * a @ b + beta * c of a symmetric a, of which the lower half is read (symm)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows of c, columns of c.
SIZES = {"XS": (24, 28), "S": (300, 350), "M": (1000, 1200)}


@pragmac.jit
def symm(alpha, beta, c, a, b):
    """Updates c in place; row i of a is read along the row, then down the column.

    PolyBench reads a[i, k] once and updates rows i and k of c; here each row of c gathers.
    """
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            c[i, j] *= beta
        for k in range(c.shape[0]):
            scaled = alpha * (a[i, k] if k <= i else a[k, i])
            for j in range(c.shape[1]):
                c[i, j] += scaled * b[k, j]


def reference(alpha, beta, c, a, b):
    c[:] = alpha * ((np.tril(a) + np.tril(a, -1).T) @ b) + beta * c


def make_inputs(size, seed):
    rows, columns = size
    generator = np.random.default_rng(seed)
    c = generator.standard_normal((rows, columns))
    a = generator.standard_normal((rows, rows))
    b = generator.standard_normal((rows, columns))
    a[np.triu_indices(rows, 1)] = np.nan  # shows in the result if read
    return 1.5, 1.2, c, a, b


# The reference sums in another order.
KERNEL = Kernel(
    name="symm",
    function=symm,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(2,),
    tolerance=1e-13,
    directives=("parallel for",),
)
