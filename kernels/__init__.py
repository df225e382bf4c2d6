"""The list of kernels; each file describes itself by its KERNEL."""

import importlib

from kernels.kernel import Kernel

NAMES = (
    "azimint_naive",
    "black_scholes",
    "cholesky",
    "covariance",
    "crc16",
    "floyd_warshall",
    "gemm",
    "go_fast",
    "heat_3d",
    "histogram",
    "jacobi_2d",
    "mandelbrot",
    "nbody",
    "nussinov",
    "pi",
    "sddmm",
    "seidel_2d",
    "softmax",
    "spmm",
    "spmv",
    "symm",
    "syrk",
    "trisolv",
    "trmm",
)


def load(name: str) -> Kernel:
    """The kernel in the file `name`; imports that file alone."""
    return importlib.import_module(f"kernels.{name}").KERNEL


def load_all() -> list[Kernel]:
    """Every kernel, by name."""
    return [load(name) for name in NAMES]
