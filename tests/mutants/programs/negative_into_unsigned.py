"""A negative Python int fits no unsigned dtype."""

import numpy as np
import pragmac


@pragmac.jit
def f(y, n):
    for i in range(y.shape[0]):
        y[i] = n + i


def case_0():
    return np.zeros(3, np.uint64), 5


def case_1():
    return np.zeros(3, np.uint64), -2


def case_2():
    return np.zeros(3, np.uint32), -1


CASES = (case_0, case_1, case_2)
