"""Two rank-one updates and two products with the matrix that results (gemver)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 30, "S": 1000, "M": 3000}


@pragmac.jit
def gemver(alpha, beta, a, u1, v1, u2, v2, w, x, y, z):
    """a += u1 v1' + u2 v2';  x += beta a' y + z;  w += alpha a x, all in place."""
    n = a.shape[0]
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[i, j] = a[i, j] + u1[i] * v1[j] + u2[i] * v2[j]
    # pragma parallel for
    for block in range((n + 511) // 512):
        for i in range(n):
            for j in range(block * 512, min(n, block * 512 + 512)):
                x[j] += beta * a[i, j] * y[i]
    for i in range(n):
        x[i] += z[i]
    # pragma parallel for
    for i in range(n):
        s = 0.0
        # pragma simd
        for j in range(n):
            s += alpha * a[i, j] * x[j]
        w[i] += s


def reference(alpha, beta, a, u1, v1, u2, v2, w, x, y, z):
    a += np.multiply.outer(u1, v1) + np.multiply.outer(u2, v2)
    x += beta * (y @ a) + z
    w += alpha * (a @ x)


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    matrix = generator.random((size, size))
    return 1.5, 1.2, matrix, *generator.random((8, size))


KERNEL = Kernel(
    name="gemver",
    function=gemver,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(2, 7, 8),
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "parallel for", "parallel for", "simd"),
)
