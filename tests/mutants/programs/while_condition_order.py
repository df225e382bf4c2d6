"""The condition of `while` is tested before the body, in order."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    i = 0
    while i < n and a[i] > 0.0:
        a[i] = -a[i]
        i += 1
    return i


def case_0():
    return np.ones(3), 3


def case_1():
    return np.ones(3), 0


def case_2():
    return np.ones(3), 2


def case_3():
    return np.ones(3), 5


CASES = (case_0, case_1, case_2, case_3)
