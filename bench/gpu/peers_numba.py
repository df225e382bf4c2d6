"""Problems by numba-cuda; imported where it is installed."""

from numba import cuda
from work import NotMeasured, Work


@cuda.jit
def fused(a, x, y, z):
    i = cuda.grid(1)
    if i < x.shape[0]:
        z[i] = a * x[i] * y[i] + (x[i] - y[i]) * 0.5


@cuda.jit
def rows_times_vector(row, col, val, x, y):
    i = cuda.grid(1)
    if i < y.shape[0]:
        s = 0.0
        for j in range(row[i], row[i + 1]):
            s += val[j] * x[col[j]]
        y[i] = s


@cuda.jit
def matrix_product(a, b, c):
    j, i = cuda.grid(2)
    if i < c.shape[0] and j < c.shape[1]:
        s = 0.0
        for k in range(a.shape[1]):
            s += a[i, k] * b[k, j]
        c[i, j] = s


KERNELS = {
    "fused float32": fused,
    "fused float64": fused,
    "spmv regular": rows_times_vector,
    "matrix product": matrix_product,
}


def work(problem, arguments: tuple) -> Work:
    if not cuda.is_available():
        raise NotMeasured("numba-cuda finds no GPU")
    if problem.name not in KERNELS:
        raise NotMeasured("no version of this problem")
    there = [cuda.to_device(x) if getattr(x, "ndim", 0) else x for x in arguments]
    out = there[-1]
    block = (256,) if out.ndim == 1 else (16, 16)
    grid = tuple(-(-n // size) for n, size in zip(reversed(out.shape), block, strict=True))
    launch = KERNELS[problem.name][grid, block]
    return Work(lambda: launch(*there), lambda _: (out.copy_to_host(),), cuda.synchronize)
