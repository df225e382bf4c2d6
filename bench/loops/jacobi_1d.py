"""Three-point averaging on a line between two buffers (PolyBench jacobi-1d)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Time steps, points.
SIZES = {"XS": (4, 100), "S": (800, 3200), "M": (3000, 12_000)}


@pragmac.jit
def jacobi_1d(steps, a, b):
    """Two sweeps per step, a into b and back; ends keep their values."""
    n = a.shape[0]
    for _ in range(steps):
        # pragma parallel for
        for i in range(1, n - 1):
            b[i] = 0.33333 * (a[i - 1] + a[i] + a[i + 1])
        # pragma parallel for
        for i in range(1, n - 1):
            a[i] = 0.33333 * (b[i - 1] + b[i] + b[i + 1])


def reference(steps, a, b):
    for _ in range(steps):
        b[1:-1] = 0.33333 * (a[:-2] + a[1:-1] + a[2:])
        a[1:-1] = 0.33333 * (b[:-2] + b[1:-1] + b[2:])


def make_inputs(size, seed):
    steps, length = size
    return steps, *np.random.default_rng(seed).random((2, length))


KERNEL = Kernel(
    name="jacobi_1d",
    function=jacobi_1d,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1, 2),
    directives=("parallel for", "parallel for"),
)
