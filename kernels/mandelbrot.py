"""Escape times of the Mandelbrot set: a helper function with an early return, rows in parallel."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Points along x, points along y, most iterations.
SIZES = {"XS": (40, 30, 30), "S": (400, 300, 100), "M": (1200, 900, 200)}

ESCAPE = 4.0  # the square of the radius beyond which every orbit diverges


def escape_time(re, im, limit):
    """How many steps of z -> z * z + c the orbit of 0 stays within the radius; at most `limit`."""
    x = 0.0
    y = 0.0
    for step in range(limit):
        xx = x * x
        yy = y * y
        if xx + yy > ESCAPE:
            return step
        y = 2.0 * x * y + im
        x = xx - yy + re
    return limit


@pragmac.jit
def mandelbrot(re, im, limit):
    """Escape time of every point re[j] + im[i] * 1j."""
    counts = np.empty((im.shape[0], re.shape[0]), dtype=np.int32)
    # pragma parallel for
    for i in range(im.shape[0]):
        for j in range(re.shape[0]):
            counts[i, j] = escape_time(re[j], im[i], limit)
    return counts


def reference(re, im, limit):
    counts = np.full((im.shape[0], re.shape[0]), limit, dtype=np.int32)
    x = np.zeros(counts.shape)
    y = np.zeros(counts.shape)
    inside = np.ones(counts.shape, dtype=bool)
    for step in range(limit):
        xx = x * x
        yy = y * y
        escaped = inside & (xx + yy > ESCAPE)
        counts[escaped] = step
        inside &= ~escaped
        y = np.where(inside, 2.0 * x * y + im[:, None], y)
        x = np.where(inside, xx - yy + re[None, :], x)
    return counts


def make_inputs(size, seed):
    width, height, limit = size
    shift = np.random.default_rng(seed).random() * 1e-3
    return np.linspace(-2.25 + shift, 0.75, width), np.linspace(-1.25, 1.25, height), limit


KERNEL = Kernel(
    name="mandelbrot",
    function=mandelbrot,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    directives=("parallel for",),
)
