"""Electric and magnetic field on a staggered grid (PolyBench fdtd-2d)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Time steps, rows, columns.
SIZES = {"XS": (3, 20, 22), "S": (20, 200, 220), "M": (60, 400, 450)}


@pragmac.jit
def fdtd_2d(pulse, ex, ey, hz):
    """One step per value of `pulse`, which drives row 0 of ey; the fields change in place."""
    rows, columns = hz.shape
    for t in range(pulse.shape[0]):
        for j in range(columns):
            ey[0, j] = pulse[t]
        # pragma parallel for
        for i in range(1, rows):
            for j in range(columns):
                ey[i, j] -= 0.5 * (hz[i, j] - hz[i - 1, j])
        # pragma parallel for
        for i in range(rows):
            for j in range(1, columns):
                ex[i, j] -= 0.5 * (hz[i, j] - hz[i, j - 1])
        # pragma parallel for
        for i in range(rows - 1):
            for j in range(columns - 1):
                hz[i, j] -= 0.7 * (ex[i, j + 1] - ex[i, j] + ey[i + 1, j] - ey[i, j])


def reference(pulse, ex, ey, hz):
    for value in pulse:
        ey[0, :] = value
        ey[1:, :] -= 0.5 * (hz[1:, :] - hz[:-1, :])
        ex[:, 1:] -= 0.5 * (hz[:, 1:] - hz[:, :-1])
        hz[:-1, :-1] -= 0.7 * (ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1])


def make_inputs(size, seed):
    steps, rows, columns = size
    generator = np.random.default_rng(seed)
    return generator.random(steps), *generator.random((3, rows, columns))


KERNEL = Kernel(
    name="fdtd_2d",
    function=fdtd_2d,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1, 2, 3),
    directives=("parallel for", "parallel for", "parallel for"),
)
