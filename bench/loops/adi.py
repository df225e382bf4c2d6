"""Alternating directions: an implicit step along columns, then along rows (PolyBench adi)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Time steps, points along each side.
SIZES = {"XS": (2, 20), "S": (20, 200), "M": (50, 500)}


@pragmac.jit
def adi(steps, u):
    """Advances u in place; each half step solves tridiagonal systems, one per inner line."""
    n = u.shape[0]
    v = np.zeros((n, n))
    p = np.zeros((n, n))
    q = np.zeros((n, n))
    along = float(n * n) / steps
    half_a = -along
    half_b = 1.0 + 2.0 * along
    side = -0.5 * along
    middle = 1.0 + along
    for _ in range(steps):
        # pragma parallel for
        for i in range(1, n - 1):
            v[0, i] = 1.0
            p[i, 0] = 0.0
            q[i, 0] = 1.0
            for j in range(1, n - 1):
                p[i, j] = -half_a / (half_a * p[i, j - 1] + half_b)
                q[i, j] = (
                    -side * u[j, i - 1]
                    + (1.0 + 2.0 * side) * u[j, i]
                    - side * u[j, i + 1]
                    - half_a * q[i, j - 1]
                ) / (half_a * p[i, j - 1] + half_b)
            v[n - 1, i] = 1.0
            for j in range(n - 2, 0, -1):
                v[j, i] = p[i, j] * v[j + 1, i] + q[i, j]
        # pragma parallel for
        for i in range(1, n - 1):
            u[i, 0] = 1.0
            p[i, 0] = 0.0
            q[i, 0] = 1.0
            for j in range(1, n - 1):
                p[i, j] = -side / (side * p[i, j - 1] + middle)
                q[i, j] = (
                    -half_a * v[i - 1, j]
                    + (1.0 + 2.0 * half_a) * v[i, j]
                    - half_a * v[i + 1, j]
                    - side * q[i, j - 1]
                ) / (side * p[i, j - 1] + middle)
            u[i, n - 1] = 1.0
            for j in range(n - 2, 0, -1):
                u[i, j] = p[i, j] * u[i, j + 1] + q[i, j]


def reference(steps, u):
    n = u.shape[0]
    v, p, q = np.zeros((3, n, n))
    along = float(n * n) / steps
    half_a, half_b, side, middle = -along, 1.0 + 2.0 * along, -0.5 * along, 1.0 + along
    inner = slice(1, n - 1)
    for _ in range(steps):
        v[0, inner] = v[n - 1, inner] = 1.0
        p[inner, 0], q[inner, 0] = 0.0, 1.0
        for j in range(1, n - 1):
            below = half_a * p[inner, j - 1] + half_b
            p[inner, j] = -half_a / below
            right = -side * u[j, : n - 2] + (1.0 + 2.0 * side) * u[j, inner] - side * u[j, 2:]
            q[inner, j] = (right - half_a * q[inner, j - 1]) / below
        for j in range(n - 2, 0, -1):
            v[j, inner] = p[inner, j] * v[j + 1, inner] + q[inner, j]
        u[inner, 0] = u[inner, n - 1] = 1.0
        p[inner, 0], q[inner, 0] = 0.0, 1.0
        for j in range(1, n - 1):
            below = side * p[inner, j - 1] + middle
            p[inner, j] = -side / below
            right = -half_a * v[: n - 2, j] + (1.0 + 2.0 * half_a) * v[inner, j] - half_a * v[2:, j]
            q[inner, j] = (right - side * q[inner, j - 1]) / below
        for j in range(n - 2, 0, -1):
            u[inner, j] = p[inner, j] * u[inner, j + 1] + q[inner, j]


def make_inputs(size, seed):
    steps, edge = size
    return steps, np.random.default_rng(seed).random((edge, edge))


KERNEL = Kernel(
    name="adi",
    function=adi,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1,),
    tolerance=1e-09,
    directives=("parallel for", "parallel for"),
)
