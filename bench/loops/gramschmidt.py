"""QR factors by modified Gram and Schmidt, in place (PolyBench gramschmidt)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns.
SIZES = {"XS": (24, 20), "S": (220, 180), "M": (600, 500)}


@pragmac.jit
def gramschmidt(a):
    """(q, r) with q @ r == a; column k leaves its direction in no later column of a."""
    rows, columns = a.shape
    q = np.zeros_like(a)
    r = np.zeros((columns, columns))
    for k in range(columns):
        norm = 0.0
        # pragma simd
        for i in range(rows):
            norm += a[i, k] * a[i, k]
        r[k, k] = np.sqrt(norm)
        for i in range(rows):
            q[i, k] = a[i, k] / r[k, k]
        # pragma parallel for
        for j in range(k + 1, columns):
            s = 0.0
            # pragma simd
            for i in range(rows):
                s += q[i, k] * a[i, j]
            r[k, j] = s
            for i in range(rows):
                a[i, j] -= q[i, k] * s
    return q, r


def reference(a):
    rows, columns = a.shape
    q, r = np.zeros_like(a), np.zeros((columns, columns))
    for k in range(columns):
        r[k, k] = np.sqrt(a[:, k] @ a[:, k])
        q[:, k] = a[:, k] / r[k, k]
        r[k, k + 1 :] = q[:, k] @ a[:, k + 1 :]
        a[:, k + 1 :] -= np.multiply.outer(q[:, k], r[k, k + 1 :])
    return q, r


def make_inputs(size, seed):
    rows, columns = size
    generator = np.random.default_rng(seed)
    return (generator.random(size) + 3.0 * np.eye(rows, columns),)


KERNEL = Kernel(
    name="gramschmidt",
    function=gramschmidt,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    exact=False,
    tolerance=1e-09,
    directives=("simd", "parallel for", "simd"),
)
