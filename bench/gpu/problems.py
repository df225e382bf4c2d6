"""The work that is timed: loops, inputs, a reference, the bytes that must move, a target."""

import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pragmac

import kernels
from kernels.kernel import Kernel

# Sizes of kernels/ that keep a large GPU busy; those of kernels/ themselves are for CPUs.
LARGE = {
    "azimint_naive": (4_000_000, 500),
    "black_scholes": 8_000_000,
    "covariance": (4096, 2048),
    "floyd_warshall": 1000,
    "go_fast": 10_000,
    "heat_3d": (20, 200),
    "histogram": (50_000_000, 256),
    "jacobi_2d": (20, 8000),
    "mandelbrot": (4000, 3000, 200),
    "nbody": (4096, 2),
    "pi": 200_000_000,
    "softmax": (32_768, 4096),
    "spmv": (1 << 20, 1 << 20, 1 << 25),
    "symm": (1000, 1200),
    "syrk": (1200, 1000),
    "trmm": (1000, 1200),
}


@dataclass(frozen=True)
class Problem:
    """One piece of work; its inputs are NumPy arrays and numbers."""

    name: str
    loops: Callable[..., Any]  # plain Python with directives
    inputs: Callable[[float], tuple]  # scale of the number of elements -> the arguments
    reference: Callable[..., tuple]  # the same arguments -> all results, by NumPy
    outputs: tuple[int, ...] = ()  # positions of the arguments that `loops` writes
    tolerance: float = 0.0  # of results, relative to the largest magnitude
    least_bytes: Callable[..., int] | None = None  # the arguments -> what must move
    limit: float | None = None  # the share of the measured copy's rate that is asked for
    expression: Callable[..., Any] | None = None  # (library like NumPy, arguments) -> the result
    kernel: Kernel | None = None  # of kernels/, which it comes from


def fused(a, x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = a * x[i] * y[i] + (x[i] - y[i]) * 0.5


def row_sums(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        total = np.float32(0.0)
        # pragma simd
        for j in range(x.shape[1]):
            total += x[i, j]
        y[i] = total


def row_maxima(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        largest = x[i, 0]
        # pragma simd
        for j in range(x.shape[1]):
            largest = max(largest, x[i, j])
        y[i] = largest


def rows_times_vector(row, col, val, x, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        s = 0.0
        # pragma simd
        for j in range(row[i], row[i + 1]):
            s += val[j] * x[col[j]]
        y[i] = s


def matrix_product(a, b, c):
    # pragma parallel for collapse(2)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            s = 0.0
            for k in range(a.shape[1]):
                s += a[i, k] * b[k, j]
            c[i, j] = s


def fused_inputs(dtype: str) -> Callable[[float], tuple]:
    def inputs(scale: float) -> tuple:
        n = max(1, int(scale * (1 << 26)))
        generator = np.random.default_rng(1)
        x, y = (generator.random(n, dtype=np.float32).astype(dtype) for _ in range(2))
        return np.dtype(dtype).type(1.5), x, y, np.zeros(n, dtype)

    return inputs


def row_inputs(scale: float) -> tuple:
    rows = max(1, int(scale * (1 << 16)))
    x = np.random.default_rng(2).random((rows, 4096), dtype=np.float32)
    return x, np.zeros(rows, np.float32)


def regular_rows(scale: float) -> tuple:
    """48 entries in every row, in columns near the row: nnz = 50,331,648 at full scale."""
    rows, entries = max(64, int(scale * (1 << 20))), 48
    row = np.arange(rows + 1, dtype=np.int32) * np.int32(entries)
    near = np.arange(rows, dtype=np.int32)[:, None] + np.arange(entries, dtype=np.int32)
    generator = np.random.default_rng(3)
    return (row, (near % rows).ravel(), generator.random(rows * entries), generator.random(rows),
            np.zeros(rows))  # fmt: skip


def square_matrices(scale: float) -> tuple:
    n = max(8, int(scale**0.5 * 2048))
    a, b = np.random.default_rng(4).random((2, n, n))
    return a, b, np.zeros((n, n))


def bytes_of(*arguments: Any) -> int:
    """Every element of every argument moves once."""
    return sum(getattr(argument, "nbytes", 0) for argument in arguments)


def fused_expression(xp: Any, a: Any, x: Any, y: Any, z: Any) -> Any:
    return a * x * y + (x - y) * 0.5


def rows_by_segments(row, col, val, x, y) -> tuple:
    return (np.add.reduceat(val * x[col], row[:-1]),)


OWN = [
    *(
        Problem(
            f"fused {dtype}", fused, fused_inputs(dtype),
            lambda a, x, y, z: (fused_expression(np, a, x, y, z),), (3,), 1e-6, bytes_of, 0.90,
            fused_expression,
        )
        for dtype in ("float32", "float64")
    ),
    Problem("row sums", row_sums, row_inputs, lambda x, y: (x.sum(1),), (1,), 1e-5, bytes_of, 0.85,
            lambda xp, x, y: xp.sum(x, 1)),
    Problem("row maxima", row_maxima, row_inputs, lambda x, y: (x.max(1),), (1,), 0.0, bytes_of,
            0.85, lambda xp, x, y: xp.amax(x, 1)),
    Problem("spmv regular", rows_times_vector, regular_rows, rows_by_segments, (4,), 1e-12,
            bytes_of, 0.75),
    Problem("matrix product", matrix_product, square_matrices, lambda a, b, c: (a @ b,), (2,),
            1e-12, None, None, lambda xp, a, b, c: xp.matmul(a, b)),
]  # fmt: skip


def scaled(size: Any, scale: float) -> Any:
    """A kernel's size with its largest number scaled."""
    if scale == 1.0:
        return size
    if not isinstance(size, tuple):
        return max(8, int(size * scale))
    largest = max(size)
    return tuple(max(8, int(n * scale)) if n == largest else n for n in size)


def of_kernel(kernel: Kernel) -> Problem:
    large = LARGE[kernel.name]
    return Problem(
        kernel.name, kernel.plain, lambda scale: kernel.inputs(scaled(large, scale), 0),
        lambda *arguments: kernel.run(kernel.reference, arguments), kernel.outputs,
        max(kernel.tolerance, 1e-12), kernel=kernel,
    )  # fmt: skip


def problems() -> list[Problem]:
    return OWN + [of_kernel(kernels.load(name)) for name in LARGE]


def named(name: str) -> Problem:
    return next(problem for problem in problems() if problem.name == name)


def with_library(function: Callable[..., Any], library: Any) -> Callable[..., Any]:
    """A NumPy-style function, and those of its module that it calls, with `np` another library."""
    names = dict(function.__globals__)
    names["np"] = library
    for name, value in function.__globals__.items():
        if isinstance(value, types.FunctionType) and value.__module__ == function.__module__:
            names[name] = types.FunctionType(value.__code__, names, name, value.__defaults__)
    return types.FunctionType(function.__code__, names, function.__name__, function.__defaults__)


def compiled(problem: Problem) -> Callable[..., Any]:
    return pragmac.jit(target="cuda")(problem.loops)
