"""Iterations side by side have scalars of their own, and loops inside bounds of their own."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, z):
    for j in range(x.shape[1]):
        s = 0.0
        for k in range(x.shape[0]):
            s += x[k, j]
        y[j] = s
    for j in range(x.shape[1]):
        s = 0.0
        for k in range(j % x.shape[0]):
            s += x[k, j]
        z[j] = s


def case_0():
    return np.arange(3 * 45.0).reshape(3, 45), np.zeros(45), np.zeros(45)


CASES = (case_0,)
