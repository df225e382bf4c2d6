"""Rows of a falling pointer array overlap: the last row's values stay."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, row):
    # pragma parallel for
    for i in range(row.shape[0] - 2):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        for j in range(row[i], row[i + 1]):
            y[j] = s + i


def case_0():
    row = np.zeros(500, np.int64)
    row[1::2] = 3
    return np.arange(7.0), np.zeros(3), row


def case_1():  # sorted, and rows that begin anew would overlap
    return np.arange(7.0), np.zeros(600), np.arange(500)


CASES = (case_0, case_1)
