"""Indices that are read: from the start, from the end, just outside on both sides."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, k, y):
    for i in range(k.shape[0]):
        at = int(k[i])
        y[at] += x[at]
        if x[at] > 0.0:
            x[at] -= 1.0
    return y[0]


def case_0():
    return np.arange(5.0), np.array([0, -1, -5, 4, -2, -1]), np.zeros(5)


def case_1():
    return np.arange(5.0), np.array([0, -6]), np.zeros(5)


def case_2():
    return np.arange(5.0), np.array([-1, 5]), np.zeros(5)


def case_3():
    return np.arange(5.0), np.array([-1, -(2**63)]), np.zeros(5)


def case_4():
    return np.arange(5.0), np.array([-5, 2**63 - 1]), np.zeros(5)


CASES = (case_0, case_1, case_2, case_3, case_4)
