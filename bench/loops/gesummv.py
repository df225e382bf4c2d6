"""Two matrices times one vector, added (PolyBench gesummv)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 40, "S": 2000, "M": 4000}


@pragmac.jit
def gesummv(alpha, beta, a, b, x):
    """alpha * a @ x + beta * b @ x, both products of a row at once."""
    y = np.empty(a.shape[0])
    # pragma parallel for
    for i in range(a.shape[0]):
        s = 0.0
        t = 0.0
        # pragma simd
        for j in range(a.shape[1]):
            s += a[i, j] * x[j]
            t += b[i, j] * x[j]
        y[i] = alpha * s + beta * t
    return y


def reference(alpha, beta, a, b, x):
    return alpha * (a @ x) + beta * (b @ x)


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    return 1.5, 1.2, *generator.random((2, size, size)), generator.random(size)


KERNEL = Kernel(
    name="gesummv",
    function=gesummv,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "simd"),
)
