"""Every dimension has its own bound."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, i, j):
    return a[i, j]


def case_0():
    return np.arange(6.0).reshape(2, 3), 1, 2


def case_1():
    return np.arange(6.0).reshape(2, 3), 0, 3


def case_2():
    return np.arange(6.0).reshape(2, 3), 2, 0


def case_3():
    return np.arange(6.0).reshape(2, 3), -2, -3


CASES = (case_0, case_1, case_2, case_3)
