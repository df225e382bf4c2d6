"""Recursive edge filter: two second-order recurrences along each axis (deriche)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns.
SIZES = {"XS": (30, 20), "S": (400, 200), "M": (1500, 1000)}


@pragmac.jit
def deriche(alpha, image):
    """PolyBench's coefficients; lines are independent, the points along one are not."""
    rows, columns = image.shape
    small = np.exp(-alpha)
    k = (1.0 - small) * (1.0 - small) / (1.0 + 2.0 * alpha * small - np.exp(2.0 * alpha))
    a1 = k
    a2 = k * small * (alpha - 1.0)
    a3 = k * small * (alpha + 1.0)
    a4 = -k * np.exp(-2.0 * alpha)
    b1 = 2.0 ** (-alpha)
    b2 = -np.exp(-2.0 * alpha)
    forward = np.empty_like(image)
    result = np.empty_like(image)
    # pragma parallel for
    for i in range(rows):
        x1 = y1 = y2 = 0.0
        for j in range(columns):
            y = a1 * image[i, j] + a2 * x1 + b1 * y1 + b2 * y2
            forward[i, j] = y
            x1 = image[i, j]
            y2 = y1
            y1 = y
        x1 = x2 = y1 = y2 = 0.0
        for j in range(columns - 1, -1, -1):
            y = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2
            x2 = x1
            x1 = image[i, j]
            y2 = y1
            y1 = y
            forward[i, j] += y
    backward = np.empty_like(image)
    # pragma parallel for
    for j in range(columns):
        x1 = y1 = y2 = 0.0
        for i in range(rows):
            y = a1 * forward[i, j] + a2 * x1 + b1 * y1 + b2 * y2
            backward[i, j] = y
            x1 = forward[i, j]
            y2 = y1
            y1 = y
        x1 = x2 = y1 = y2 = 0.0
        for i in range(rows - 1, -1, -1):
            y = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2
            x2 = x1
            x1 = forward[i, j]
            y2 = y1
            y1 = y
            result[i, j] = backward[i, j] + y
    return result


def both_ways(x, a1, a2, a3, a4, b1, b2):
    """Of lines along the first axis."""
    y, z = np.zeros_like(x), np.zeros_like(x)
    zero = np.zeros_like(x[0])
    for i in range(len(x)):
        back = [(x[i - 1], y[i - 1]), (zero, y[i - 2])] if i > 1 else None
        (x1, y1), (_, y2) = back or [(x[0], y[0]) if i else (zero, zero), (zero, zero)]
        y[i] = a1 * x[i] + a2 * x1 + b1 * y1 + b2 * y2
    for i in range(len(x) - 1, -1, -1):
        x1, y1 = (x[i + 1], z[i + 1]) if i + 1 < len(x) else (zero, zero)
        x2, y2 = (x[i + 2], z[i + 2]) if i + 2 < len(x) else (zero, zero)
        z[i] = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2
    return y + z


def reference(alpha, image):
    small = np.exp(-alpha)
    k = (1.0 - small) * (1.0 - small) / (1.0 + 2.0 * alpha * small - np.exp(2.0 * alpha))
    a = (k, k * small * (alpha - 1.0), k * small * (alpha + 1.0), -k * np.exp(-2.0 * alpha))
    b = (2.0 ** (-alpha), -np.exp(-2.0 * alpha))
    return both_ways(both_ways(image.T, *a, *b).T, *a, *b)


def make_inputs(size, seed):
    return 0.25, np.random.default_rng(seed).random(size)


KERNEL = Kernel(
    name="deriche",
    function=deriche,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "parallel for"),
)
