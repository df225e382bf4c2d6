"""The kernels, the small sizes at which they are compared, and when two results agree."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import kernels  # noqa: E402
from kernels.kernel import largest_difference, same_bits  # noqa: E402

KERNELS = kernels.load_all()

# Sizes at which some loop has no iteration or one.
SMALLEST = {
    "azimint_naive": [(0, 2), (2, 0), (1, 1), (3, 5)],
    "black_scholes": [0, 1],
    "cholesky": [0, 1, 2],
    "covariance": [(1, 0), (2, 1), (2, 3)],
    "crc16": [0, 1],
    "floyd_warshall": [0, 1, 2],
    "gemm": [(0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1)],
    "go_fast": [0, 1, 2],
    "heat_3d": [(0, 4), (1, 0), (1, 1), (1, 2), (1, 3)],
    "histogram": [(0, 4), (1, 1), (3, 2)],
    "jacobi_2d": [(0, 4), (1, 0), (1, 1), (1, 2), (1, 3)],
    "mandelbrot": [(0, 3, 5), (3, 0, 5), (2, 2, 0), (1, 1, 1)],
    "nbody": [(0, 1), (1, 0), (1, 2), (2, 1)],
    "nussinov": [0, 1, 2, 3],
    "pi": [1, 2],
    "sddmm": [(1, 1, 0, 1), (2, 2, 3, 0), (1, 1, 1, 1), (7, 3, 2, 2)],
    "seidel_2d": [(0, 4), (1, 1), (1, 2), (1, 3)],
    "softmax": [(0, 3), (1, 1), (2, 1)],
    "spmm": [(1, 1, 0, 1), (2, 2, 3, 0), (1, 1, 1, 1), (7, 3, 2, 2)],
    "spmv": [(1, 1, 0), (1, 1, 1), (7, 3, 2)],
    "symm": [(0, 2), (2, 0), (1, 1), (2, 2)],
    "syrk": [(0, 2), (2, 0), (1, 1), (2, 2)],
    "trisolv": [0, 1, 2],
    "trmm": [(0, 2), (2, 0), (1, 1), (2, 2)],
}


def by_name(kernel):
    return kernel.name


def assert_agrees(kernel, compiled, plain):
    if kernel.exact:
        assert same_bits(compiled, plain)
    else:
        assert largest_difference(compiled, plain) <= kernel.tolerance
