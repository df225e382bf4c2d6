"""Five-point averaging on a square between two buffers (PolyBench jacobi-2d)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Time steps, points along each side.
SIZES = {"XS": (4, 60), "S": (50, 250), "M": (100, 1000)}


@pragmac.jit
def jacobi_2d(steps, a, b):
    """Two sweeps per step, a into b and back; borders keep their values."""
    rows, columns = a.shape[0], a.shape[1]
    for _ in range(steps):
        # pragma parallel for
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                b[i, j] = 0.2 * (a[i, j] + a[i, j - 1] + a[i, j + 1] + a[i + 1, j] + a[i - 1, j])
        # pragma parallel for
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                a[i, j] = 0.2 * (b[i, j] + b[i, j - 1] + b[i, j + 1] + b[i + 1, j] + b[i - 1, j])


def sweep(a, b):
    b[1:-1, 1:-1] = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])


def reference(steps, a, b):
    for _ in range(steps):
        sweep(a, b)
        sweep(b, a)


def make_inputs(size, seed):
    steps, side = size
    generator = np.random.default_rng(seed)
    return steps, generator.random((side, side)), generator.random((side, side))


KERNEL = Kernel(
    name="jacobi_2d",
    function=jacobi_2d,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1, 2),
    directives=("parallel for",) * 2,
)
