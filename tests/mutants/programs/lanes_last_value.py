"""A scalar that the last iteration of a loop with lanes leaves behind."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = 0.0
        # pragma simd
        for j in range(x.shape[1]):
            z[i, j] = 2.0 * x[i, j]
        # pragma simd
        for j in range(x.shape[1]):
            t = x[i, j]
            z[i, j] += t
        y[i] = t


def case_0():
    return np.arange(60.0).reshape(3, 20), np.zeros(3), np.zeros((3, 20))


CASES = (case_0,)
