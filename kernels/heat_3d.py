"""Heat flow in a cube, seven-point stencil between two buffers (PolyBench heat-3d)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Time steps, points along each edge.
SIZES = {"XS": (2, 18), "S": (20, 40), "M": (50, 100)}


@pragmac.jit
def heat_3d(steps, a, b):
    """Two sweeps per step, a into b and back; faces keep their values."""
    n = a.shape[0]
    for _ in range(steps):
        # pragma parallel for
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for k in range(1, n - 1):
                    twice = 2.0 * a[i, j, k]
                    b[i, j, k] = (
                        0.125 * (a[i + 1, j, k] - twice + a[i - 1, j, k])
                        + 0.125 * (a[i, j + 1, k] - twice + a[i, j - 1, k])
                        + 0.125 * (a[i, j, k + 1] - twice + a[i, j, k - 1])
                        + a[i, j, k]
                    )
        # pragma parallel for
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for k in range(1, n - 1):
                    twice = 2.0 * b[i, j, k]
                    a[i, j, k] = (
                        0.125 * (b[i + 1, j, k] - twice + b[i - 1, j, k])
                        + 0.125 * (b[i, j + 1, k] - twice + b[i, j - 1, k])
                        + 0.125 * (b[i, j, k + 1] - twice + b[i, j, k - 1])
                        + b[i, j, k]
                    )


def sweep(a, b):
    inner = a[1:-1, 1:-1, 1:-1]
    twice = 2.0 * inner
    b[1:-1, 1:-1, 1:-1] = (
        0.125 * (a[2:, 1:-1, 1:-1] - twice + a[:-2, 1:-1, 1:-1])
        + 0.125 * (a[1:-1, 2:, 1:-1] - twice + a[1:-1, :-2, 1:-1])
        + 0.125 * (a[1:-1, 1:-1, 2:] - twice + a[1:-1, 1:-1, :-2])
        + inner
    )


def reference(steps, a, b):
    for _ in range(steps):
        sweep(a, b)
        sweep(b, a)


def make_inputs(size, seed):
    steps, edge = size
    generator = np.random.default_rng(seed)
    a = generator.random((edge, edge, edge))
    return steps, a, a.copy()


KERNEL = Kernel(
    name="heat_3d",
    function=heat_3d,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1, 2),
    directives=("parallel for",) * 2,
)
