"""Sparse matrix times dense matrix, the sparse one by compressed rows."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows and columns of the sparse matrix, stored entries, columns of the dense matrix.
SIZES = {
    "XS": (200, 150, 1000, 8),
    "S": (8192, 8192, 1 << 16, 32),
    "M": (65536, 65536, 1 << 19, 32),
}


@pragmac.jit
def spmm(row, col, val, dense):
    """y[i, k] = sum of val[j] * dense[col[j], k] over the entries j in row[i] .. row[i + 1]."""
    y = np.zeros((row.shape[0] - 1, dense.shape[1]), dtype=val.dtype)
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        for j in range(row[i], row[i + 1]):
            for k in range(dense.shape[1]):
                y[i, k] += val[j] * dense[col[j], k]
    return y


def reference(row, col, val, dense):
    y = np.zeros((row.shape[0] - 1, dense.shape[1]), dtype=val.dtype)
    filled = row[:-1] < row[1:]  # reduceat gives nonsense for an empty row
    y[filled] = np.add.reduceat(val[:, None] * dense[col], row[:-1][filled], axis=0)
    return y


def make_inputs(size, seed):
    rows, columns, entries, width = size
    generator = np.random.default_rng(seed)
    of_row = np.sort(generator.integers(0, rows, entries))
    row = np.searchsorted(of_row, np.arange(rows + 1)).astype(np.uint32)
    col = generator.integers(0, columns, entries, dtype=np.uint32)
    return row, col, generator.standard_normal(entries), generator.standard_normal((columns, width))


# The reference may sum the entries of a row in another order.
KERNEL = Kernel(
    name="spmm",
    function=spmm,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    tolerance=1e-13,
    directives=("parallel for",),
)
