"""A matrix plus the sum of tanh over its diagonal (NPBench go_fast, from Numba's first page)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 60, "S": 1000, "M": 4000}


@pragmac.jit
def go_fast(a):
    """a[i, j] + trace, where trace sums tanh(a[i, i]); the second loop needs the whole sum."""
    result = np.empty_like(a)
    trace = 0.0
    # pragma parallel for
    for i in range(a.shape[0]):
        trace += np.tanh(a[i, i])
    # pragma parallel for
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            result[i, j] = a[i, j] + trace
    return result


def reference(a):
    return a + np.tanh(np.diag(a)).sum()


def make_inputs(size, seed):
    return (np.random.default_rng(seed).random((size, size)),)


# The sum may be re-ordered, and tanh has one unit in the last place on either side.
KERNEL = Kernel(
    name="go_fast",
    function=go_fast,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-13,
    directives=("parallel for",) * 2,
)
