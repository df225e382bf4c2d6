"""Of the lanes of a worker that fail, the first in loop order raises its line."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(y, x, a, b):
    # pragma parallel for
    for i in range(y.shape[0]):
        # pragma simd(4)
        for j in range(y.shape[1]):
            if j % 2 == 0:
                y[i, j] = x[a[i, j]]
            else:
                y[i, j] = x[b[i, j]]


def case_0():
    a = np.zeros((3, 20), np.int64)
    b = np.zeros((3, 20), np.int64)
    a[1, 14], b[1, 5] = 900, 800
    return np.zeros((3, 20)), np.zeros(5), a, b


CASES = (case_0,)
