"""Sparse matrix times vector, the matrix by compressed rows."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns, stored entries.
SIZES = {"XS": (1000, 800, 8000), "S": (65536, 65536, 1 << 20), "M": (262144, 262144, 1 << 22)}


@pragmac.jit
def spmv(row, col, val, x):
    """y[i] = sum of val[j] * x[col[j]] over the entries j in row[i] .. row[i + 1]."""
    y = np.empty(row.shape[0] - 1, dtype=val.dtype)
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        s = 0.0
        # pragma simd
        for j in range(row[i], row[i + 1]):
            s += val[j] * x[col[j]]
        y[i] = s
    return y


def reference(row, col, val, x):
    y = np.zeros(row.shape[0] - 1, dtype=val.dtype)
    filled = row[:-1] < row[1:]  # reduceat gives nonsense for an empty row
    y[filled] = np.add.reduceat(val * x[col], row[:-1][filled])
    return y


def make_inputs(size, seed):
    rows, columns, entries = size
    generator = np.random.default_rng(seed)
    of_row = np.sort(generator.integers(0, rows, entries))
    row = np.searchsorted(of_row, np.arange(rows + 1)).astype(np.uint32)
    col = generator.integers(0, columns, entries, dtype=np.uint32)
    return row, col, generator.standard_normal(entries), generator.standard_normal(columns)


# `simd` lets the sum of a row be re-ordered: no more than (entries of a row) roundings.
KERNEL = Kernel(
    name="spmv",
    function=spmv,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-13,
    directives=("parallel for", "simd"),
)
