"""Dense product a @ b.T at the stored entries of a sparse matrix alone (sampled, SDDMM)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows and columns of the sparse matrix, stored entries, columns of a and of b.
SIZES = {
    "XS": (200, 150, 500, 16),
    "S": (8192, 8192, 1 << 16, 32),
    "M": (65536, 65536, 1 << 19, 64),
}


@pragmac.jit
def sddmm(row, col, val, a, b):
    """out[j] = val[j] * (a[i] . b[col[j]]) for the entries j in row[i] .. row[i + 1].

    Rows store apart because `row` never decreases, which a test of `row` can show and no subscript.
    """
    out = np.empty(val.shape[0], dtype=val.dtype)
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        for j in range(row[i], row[i + 1]):
            s = 0.0
            # pragma simd
            for k in range(a.shape[1]):
                s += a[i, k] * b[col[j], k]
            out[j] = val[j] * s
    return out


def reference(row, col, val, a, b):
    of_row = np.repeat(np.arange(row.shape[0] - 1), np.diff(row))
    return val * np.einsum("jk,jk->j", a[of_row], b[col])


def make_inputs(size, seed):
    rows, columns, entries, inner = size
    generator = np.random.default_rng(seed)
    of_row = np.sort(generator.integers(0, rows, entries))
    row = np.searchsorted(of_row, np.arange(rows + 1)).astype(np.uint32)
    col = generator.integers(0, columns, entries, dtype=np.uint32)
    a = generator.standard_normal((rows, inner))
    b = generator.standard_normal((columns, inner))
    return row, col, generator.standard_normal(entries), a, b


# `simd` lets each dot product be re-ordered: no more than (columns of a) roundings.
KERNEL = Kernel(
    name="sddmm",
    function=sddmm,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-13,
    directives=("parallel for", "simd"),
)
