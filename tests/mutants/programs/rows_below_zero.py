"""Sorted rows that begin below zero wrap onto later rows, whose values stay."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, row):
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        for j in range(row[i], row[i + 1]):
            y[j] = s + i


def case_0():
    return np.arange(7.0), np.zeros(250), np.arange(-250, 251)


CASES = (case_0,)
