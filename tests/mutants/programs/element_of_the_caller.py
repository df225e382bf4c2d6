"""Iterations that the data choose store one element: the last one's value stays."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, k, m):
    # pragma parallel for
    for i in range(k.shape[0]):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        if k[i] > 0:
            y[m] = s + i


def case_0():
    return np.arange(7.0), np.zeros(3), np.ones(500, np.int64), 1


CASES = (case_0,)
