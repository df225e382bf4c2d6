"""Two arrays of each iteration, of a size that is known when the loop starts, on a device."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, m, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        a = np.empty(m, x.dtype)
        b = np.empty(m, x.dtype)
        for j in range(m):
            a[j] = x[i] + j
        for j in range(m):
            b[j] = 2 * j
        for j in range(m):
            y[i] += a[j] * b[j]


def case_0():
    return np.arange(100), 5, np.zeros(100, np.int64)


CASES = (case_0,)
