"""The lower bound comes first."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, lo, hi):
    for i in range(lo, hi):
        a[i] = i
    return lo


def case_0():
    return np.zeros(9), 2, 7


def case_1():
    return np.zeros(9), 7, 2


def case_2():
    return np.zeros(9), -2, 2


CASES = (case_0, case_1, case_2)
