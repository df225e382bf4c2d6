"""Two names of one array: stores through one are read through the other."""

import numpy as np
import pragmac


def same(a):
    return a, a


def overlapping(a):
    return a[1:], a[:-1]


@pragmac.jit
def f(x, y):
    for i in range(1, x.shape[0]):
        y[i] = x[i - 1] + 1.0


def case_0():
    return (*same(np.zeros(200)),)


def case_1():
    return (*overlapping(np.zeros(200)),)


def case_2():
    return np.zeros(200), np.zeros(200)


CASES = (case_0, case_1, case_2)
