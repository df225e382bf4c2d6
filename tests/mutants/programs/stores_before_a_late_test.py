"""A store in front of a loop whose entry test fails happens once."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, first, n):
    y[0] = y[0] + 1.0
    for i in range(first, n):
        y[i] = y[i] + x[i]
    return y[0]


def case_0():
    return np.arange(9.0), np.zeros(9), -3, 5  # indices wrap


CASES = (case_0,)
