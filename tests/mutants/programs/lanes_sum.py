"""A row's sum and maximum by the lanes of its worker, onto what was there before."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = y[i]
        m = y[i]
        # pragma simd(8)
        for j in range(x.shape[1]):
            s += x[i, j]
            m = max(m, x[i, j])
        y[i] += s * m


def case_0():
    return np.arange(60).reshape(3, 20) % 7, np.arange(3, dtype=np.int64) + 5


CASES = (case_0,)
