"""The list of kernels; each file describes itself by its KERNEL."""

import importlib

from kernels.kernel import Kernel

NAMES = (
    "black_scholes",
    "crc16",
    "floyd_warshall",
    "gemm",
    "heat_3d",
    "jacobi_2d",
    "mandelbrot",
    "nbody",
    "nussinov",
    "seidel_2d",
    "spmv",
    "trisolv",
)


def load(name: str) -> Kernel:
    """The kernel in the file `name`; imports that file alone."""
    return importlib.import_module(f"kernels.{name}").KERNEL


def load_all() -> list[Kernel]:
    """Every kernel, by name."""
    return [load(name) for name in NAMES]
