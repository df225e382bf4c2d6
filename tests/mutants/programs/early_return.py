"""A return inside loops ends the function with its value."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, x):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] == x:
                return i, j
    return -1, -1


def case_0():
    return np.arange(12.0).reshape(3, 4), 6.0


def case_1():
    return np.arange(12.0).reshape(3, 4), 99.0


CASES = (case_0, case_1)
