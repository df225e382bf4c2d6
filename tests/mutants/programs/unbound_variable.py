"""A variable that no iteration assigned raises UnboundLocalError."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    for i in range(n):
        t = a[i]
    return t


def case_0():
    return np.arange(3.0), 0


def case_1():
    return np.arange(3.0), 2


CASES = (case_0, case_1)
