"""Operations and bytes that each program cannot do without, for roofs and shares of a peak.

Operations: floating-point (integer ones where there are no others) as the loops say, an elementary
function as one. Bytes: every input read once and every output written once per sweep or pass over
memory that the loops make; a lower bound, since caches may be too small.
"""

from collections.abc import Callable
from typing import Any

Counts = tuple[float, float]  # operations, bytes

W = 8  # bytes of float64 and int64


def _heat_3d(size: tuple) -> Counts:
    steps, n = size
    return 30.0 * steps * (n - 2) ** 3, 2.0 * steps * 2 * W * n**3


def _jacobi_2d(size: tuple) -> Counts:
    steps, n = size
    return 10.0 * steps * (n - 2) ** 2, 2.0 * steps * 2 * W * n**2


def _conv2d(size: tuple) -> Counts:
    batch, side, channels, filters, window = size
    out = batch * (side - window + 1) ** 2 * filters
    return 2.0 * out * window**2 * channels, 4.0 * (out + batch * side**2 * channels)


def _covariance(size: tuple) -> Counts:
    samples, variables = size
    return 1.0 * samples * variables**2, W * (2.0 * samples * variables + variables**2)


def _product(a: int, b: int, c: int) -> float:
    return 2.0 * a * b * c


def _k2mm(size: tuple) -> Counts:
    rows, inner, middle, columns = size
    words = rows * inner + inner * middle + 2 * rows * middle + middle * columns
    flops = _product(rows, inner, middle) + _product(rows, middle, columns)
    return flops, W * (words + 2.0 * rows * columns)


COUNTS: dict[str, Callable[[Any], Counts]] = {
    "adi": lambda s: (34.0 * s[0] * s[1] ** 2, 2.0 * W * s[1] ** 2),
    "arc_distance": lambda n: (17.0 * n, 5.0 * W * n),
    "atax": lambda s: (4.0 * s[0] * s[1], 2.0 * W * s[0] * s[1]),
    "azimint_hist": lambda s: (3.0 * s[0], 2.0 * W * s[0]),
    "azimint_naive": lambda s: (3.0 * s[0] * s[1], 2.0 * W * s[0]),
    "bicg": lambda s: (4.0 * s[0] * s[1], 2.0 * W * s[0] * s[1]),
    "black_scholes": lambda n: (40.0 * n, 5.0 * W * n),
    "cholesky": lambda n: (n**3 / 3.0, W * 1.0 * n**2),
    "compute": lambda s: (6.0 * s[0] * s[1], 3.0 * W * s[0] * s[1]),
    "conv2d_bias": _conv2d,
    "correlation": _covariance,
    "covariance": _covariance,
    "crc16": lambda n: (32.0 * n, 1.0 * n),
    "deriche": lambda s: (32.0 * s[0] * s[1], 6.0 * W * s[0] * s[1]),
    "doitgen": lambda s: (2.0 * s[0] * s[1] * s[2] ** 2, 2.0 * W * s[0] * s[1] * s[2]),
    "dot": lambda s: (2.0 * s[0] * s[1], 2.0 * W * s[1]),
    "durbin": lambda n: (2.0 * n**2, 2.0 * W * n),
    "fdtd_2d": lambda s: (11.0 * s[0] * s[1] * s[2], 8.0 * W * s[0] * s[1] * s[2]),
    "floyd_warshall": lambda n: (2.0 * n**3, 8.0 * n**2),
    "gemm": lambda s: (_product(*s), W * (2.0 * s[0] * s[1] + s[0] * s[2] + s[2] * s[1])),
    "gemver": lambda n: (10.0 * n**2, 4.0 * W * n**2),
    "gesummv": lambda n: (4.0 * n**2, 2.0 * W * n**2),
    "go_fast": lambda n: (1.0 * n**2, 2.0 * W * n**2),
    "gramschmidt": lambda s: (2.0 * s[0] * s[1] ** 2, W * (3.0 * s[0] * s[1] + s[1] ** 2)),
    "hdiff": lambda s: (20.0 * s[0] * s[1] * s[2], 9.0 * W * s[0] * s[1] * s[2]),
    "heat_3d": _heat_3d,
    "histogram": lambda s: (2.0 * s[0], 1.0 * W * s[0]),
    "jacobi_1d": lambda s: (6.0 * s[0] * s[1], 2.0 * W * s[1]),
    "jacobi_2d": _jacobi_2d,
    "k2mm": _k2mm,
    "lu": lambda n: (2.0 * n**3 / 3, 2.0 * W * n**2),
    "ludcmp": lambda n: (2.0 * n**3 / 3, 2.0 * W * n**2),
    "mandelbrot": lambda s: (8.0 * s[0] * s[1] * s[2] / 4, 4.0 * s[0] * s[1]),  # about 1/4 stays
    "mvt": lambda n: (4.0 * n**2, 2.0 * W * n**2),
    "nbody": lambda s: (20.0 * (s[1] + 1) * s[0] ** 2, 10.0 * W * s[0]),
    "nussinov": lambda n: (n**3 / 3.0, 4.0 * n**2),
    "pi": lambda n: (6.0 * n, 8.0),
    "sddmm": lambda s: (2.0 * s[2] * s[3], W * s[2] * (s[3] + 2.5)),
    "seidel_2d": lambda s: (9.0 * s[0] * s[1] ** 2, 2.0 * W * s[1] ** 2),
    "softmax": lambda s: (5.0 * s[0] * s[1], 8.0 * s[0] * s[1]),
    "spmm": lambda s: (2.0 * s[2] * s[3], W * s[2] * (s[3] + 1.5) + W * s[0] * s[3]),
    "spmv": lambda s: (2.0 * s[2], 12.0 * s[2] + 20.0 * s[0]),
    "symm": lambda s: (2.0 * s[0] ** 2 * s[1], W * (s[0] ** 2 / 2 + 3.0 * s[0] * s[1])),
    "syr2k": lambda s: (2.0 * s[0] ** 2 * s[1], W * (s[0] ** 2 + 2.0 * s[0] * s[1])),
    "syrk": lambda s: (1.0 * s[0] ** 2 * s[1], W * (s[0] ** 2 + 1.0 * s[0] * s[1])),
    "trisolv": lambda n: (1.0 * n**2, W * n**2 / 2.0),
    "trmm": lambda s: (1.0 * s[0] ** 2 * s[1], W * (s[0] ** 2 / 2 + 2.0 * s[0] * s[1])),
    "vadv": lambda s: (35.0 * s[0] * s[1] * s[2], 6.0 * W * s[0] * s[1] * s[2]),
}
