"""Of the equal maxima of a row, and of its last positive values, by the lanes of a worker."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        m = 0
        k = -1
        t = -1
        # pragma simd(8)
        for j in range(x.shape[1]):
            if x[i, j] > m:
                m = x[i, j]
                k = j
            if x[i, j] > 2:
                t = x[i, j]
        y[i] = m * 100 + k
        z[i] = t


def case_0():
    x = np.arange(60).reshape(3, 20) * 5 % 7
    x[1] = [1, 2] * 9 + [5, 0]
    x[2, 1:] = 0
    return x, np.zeros(3, np.int64), np.zeros(3, np.int64)


CASES = (case_0,)
