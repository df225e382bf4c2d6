"""Vertical advection of a weather model: a tridiagonal solve per column (NPBench vadv)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns, levels.
SIZES = {"XS": (6, 5, 8), "S": (60, 60, 40), "M": (112, 112, 80)}


@pragmac.jit
def vadv(stage, wind, u, u_stage, u_before, step):
    """Writes u_stage's tendency into `stage`, column by column, levels innermost.

    `wind` has one more row than the others: column i lies between wind[i] and wind[i + 1].
    """
    rows, columns, levels = stage.shape
    # pragma parallel for
    for i in range(rows):
        c = np.empty(levels)
        d = np.empty(levels)
        for j in range(columns):
            above = 0.25 * (wind[i + 1, j, 1] + wind[i, j, 1])
            side = above * 0.5
            pivot = step - side
            c[0] = side / pivot
            change = -side * (u_stage[i, j, 1] - u_stage[i, j, 0])
            d[0] = (step * u[i, j, 0] + u_before[i, j, 0] + stage[i, j, 0] + change) / pivot
            for k in range(1, levels - 1):
                below = -0.25 * (wind[i + 1, j, k] + wind[i, j, k])
                above = 0.25 * (wind[i + 1, j, k + 1] + wind[i, j, k + 1])
                lower = below * 0.5
                upper = above * 0.5
                middle = step - lower - upper
                change = -lower * (u_stage[i, j, k - 1] - u_stage[i, j, k]) - upper * (
                    u_stage[i, j, k + 1] - u_stage[i, j, k]
                )
                right = step * u[i, j, k] + u_before[i, j, k] + stage[i, j, k] + change
                share = 1.0 / (middle - c[k - 1] * lower)
                c[k] = upper * share
                d[k] = (right - d[k - 1] * lower) * share
            last = levels - 1
            below = -0.25 * (wind[i + 1, j, last] + wind[i, j, last])
            lower = below * 0.5
            change = -lower * (u_stage[i, j, last - 1] - u_stage[i, j, last])
            right = step * u[i, j, last] + u_before[i, j, last] + stage[i, j, last] + change
            share = 1.0 / (step - lower - c[last - 1] * lower)
            x = (right - d[last - 1] * lower) * share
            stage[i, j, last] = step * (x - u[i, j, last])
            for k in range(levels - 2, -1, -1):
                x = d[k] - c[k] * x
                stage[i, j, k] = step * (x - u[i, j, k])


def reference(stage, wind, u, u_stage, u_before, step):
    levels = stage.shape[2]
    between = 0.25 * (wind[1:] + wind[:-1])
    c, d = np.empty_like(stage), np.empty_like(stage)
    right = step * u + u_before + stage
    side = between[:, :, 1] * 0.5
    change = -side * (u_stage[:, :, 1] - u_stage[:, :, 0])
    c[:, :, 0] = side / (step - side)
    d[:, :, 0] = (right[:, :, 0] + change) / (step - side)
    for k in range(1, levels):
        lower = -between[:, :, k] * 0.5
        upper = between[:, :, k + 1] * 0.5 if k + 1 < levels else np.zeros_like(lower)
        change = -lower * (u_stage[:, :, k - 1] - u_stage[:, :, k])
        if k + 1 < levels:
            change -= upper * (u_stage[:, :, k + 1] - u_stage[:, :, k])
        share = 1.0 / (step - lower - upper - c[:, :, k - 1] * lower)
        c[:, :, k] = upper * share
        d[:, :, k] = (right[:, :, k] + change - d[:, :, k - 1] * lower) * share
    x = d[:, :, -1]
    stage[:, :, -1] = step * (x - u[:, :, -1])
    for k in range(levels - 2, -1, -1):
        x = d[:, :, k] - c[:, :, k] * x
        stage[:, :, k] = step * (x - u[:, :, k])


def make_inputs(size, seed):
    rows, columns, levels = size
    generator = np.random.default_rng(seed)
    arrays = generator.random((4, rows, columns, levels))
    wind = generator.random((rows + 1, columns, levels))
    return arrays[0].copy(), wind, *arrays[1:], 3.0 / 20.0 * 20.0


KERNEL = Kernel(
    name="vadv",
    function=vadv,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    tolerance=1e-11,
    directives=("parallel for",),
)
