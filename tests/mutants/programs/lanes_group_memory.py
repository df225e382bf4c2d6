"""A table of each iteration that the lanes share; the next iteration has the same memory."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.empty(16, x.dtype)
        # pragma simd(8)
        for j in range(16):
            t[j] = x[i, j]
        # pragma simd(8)
        for j in range(16):
            y[i, j] = t[15 - j]


def case_0():
    return np.arange(640).reshape(40, 16) ** 2, np.zeros((40, 16), np.int64)


CASES = (case_0,)
