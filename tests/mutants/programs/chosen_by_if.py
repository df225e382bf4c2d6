"""Integers that both arms of an `if` know are choices between two values behind it."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, n):
    for i in range(n):
        j = i
        if i > 2:
            j = i - 2
        if n > 3:
            k = j + 1
        else:
            k = j
        y[j] = x[i] + k
    return j


def case_0():
    return np.arange(8.0), np.zeros(8), 8


def case_1():
    return np.arange(8.0), np.zeros(8), 3


CASES = (case_0, case_1)
