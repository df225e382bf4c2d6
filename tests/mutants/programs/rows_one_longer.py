"""Rows of one element more than their distance: each overlaps the next one."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, n, m):
    # pragma parallel for
    for i in range(m):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        for j in range(n + 1):
            y[n * i + j] = s + i


def case_0():
    return np.arange(7.0), np.zeros(2000), 3, 500


CASES = (case_0,)
