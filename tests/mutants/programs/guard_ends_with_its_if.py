"""A condition around one access says nothing of the access behind it."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, n):
    s = 0.0
    c = 0
    for i in range(n):
        if i < x.shape[0]:
            c += 1
        s += x[i]
    return s, c


def case_0():
    return np.arange(6.0), 6


def case_1():
    return np.arange(6.0), 7


CASES = (case_0, case_1)
