"""Horizontal diffusion of a weather model: a limited fourth-order stencil (hdiff)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns, levels.
SIZES = {"XS": (8, 9, 7), "S": (64, 64, 60), "M": (128, 128, 160)}


@pragmac.jit
def hdiff(field, coefficient, out):
    """Laplacian, limited fluxes along both axes, their divergence; levels lie innermost."""
    rows, columns, levels = out.shape
    laplace = np.empty((rows + 2, columns + 2, levels))
    # pragma parallel for
    for i in range(rows + 2):
        for j in range(columns + 2):
            for k in range(levels):
                laplace[i, j, k] = 4.0 * field[i + 1, j + 1, k] - (
                    field[i + 2, j + 1, k]
                    + field[i, j + 1, k]
                    + field[i + 1, j + 2, k]
                    + field[i + 1, j, k]
                )
    down = np.empty((rows + 1, columns, levels))
    # pragma parallel for
    for i in range(rows + 1):
        for j in range(columns):
            for k in range(levels):
                flux = laplace[i + 1, j + 1, k] - laplace[i, j + 1, k]
                slope = field[i + 2, j + 2, k] - field[i + 1, j + 2, k]
                down[i, j, k] = 0.0 if flux * slope > 0.0 else flux
    across = np.empty((rows, columns + 1, levels))
    # pragma parallel for
    for i in range(rows):
        for j in range(columns + 1):
            for k in range(levels):
                flux = laplace[i + 1, j + 1, k] - laplace[i + 1, j, k]
                slope = field[i + 2, j + 2, k] - field[i + 2, j + 1, k]
                across[i, j, k] = 0.0 if flux * slope > 0.0 else flux
    # pragma parallel for
    for i in range(rows):
        for j in range(columns):
            for k in range(levels):
                out[i, j, k] = field[i + 2, j + 2, k] - coefficient[i, j, k] * (
                    down[i + 1, j, k] - down[i, j, k] + across[i, j + 1, k] - across[i, j, k]
                )


def reference(field, coefficient, out):
    rows, columns = out.shape[:2]
    laplace = 4.0 * field[1:-1, 1:-1] - (
        field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2]
    )
    flux = laplace[1:, 1:-1] - laplace[:-1, 1:-1]
    slope = field[2 : rows + 3, 2:-2] - field[1 : rows + 2, 2:-2]
    down = np.where(flux * slope > 0.0, 0.0, flux)
    flux = laplace[1:-1, 1:] - laplace[1:-1, :-1]
    slope = field[2:-2, 2 : columns + 3] - field[2:-2, 1 : columns + 2]
    across = np.where(flux * slope > 0.0, 0.0, flux)
    spread = down[1:] - down[:-1] + across[:, 1:] - across[:, :-1]
    out[:] = field[2:-2, 2:-2] - coefficient * spread


def make_inputs(size, seed):
    rows, columns, levels = size
    generator = np.random.default_rng(seed)
    field = generator.random((rows + 4, columns + 4, levels))
    return field, generator.random(size), np.zeros(size)


KERNEL = Kernel(
    name="hdiff",
    function=hdiff,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(2,),
    directives=("parallel for", "parallel for", "parallel for", "parallel for"),
)
