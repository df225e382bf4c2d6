"""Iterations that read, through an index array, what a slow iteration writes: it comes first."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, k):
    # pragma parallel for
    for i in range(k.shape[0]):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        y[i] = y[k[i]] + s + 1.0


def case_0():
    return np.arange(7.0), np.zeros(500), np.zeros(500, np.int64)


CASES = (case_0,)
