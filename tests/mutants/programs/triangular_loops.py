"""Bounds that depend on the outer index."""

import numpy as np
import pragmac


@pragmac.jit
def f(a):
    for i in range(a.shape[0]):
        for j in range(i + 1):
            a[i, j] += i * 10 + j
        for j in range(i, a.shape[1]):
            a[i, j] -= 0.5


def case_0():
    return (np.zeros((4, 5)),)


def case_1():
    return (np.zeros((5, 5)),)


def case_2():
    return (np.zeros((5, 4)),)


CASES = (case_0, case_1, case_2)
