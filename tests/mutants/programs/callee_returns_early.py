"""A return in the middle of a called function ends it."""

import numpy as np
import pragmac


def first_above(x, limit):
    for i in range(x.shape[0]):
        if x[i] > limit:
            return i
    return -1


def clipped(v):
    if v < 0.0:
        return 0.0
    v *= 2.0
    if v > 9.0:
        return 9.0
    return v


@pragmac.jit
def f(x, limit, y):
    for i in range(y.shape[0]):
        y[i] = clipped(x[i])
    return first_above(x, limit)


def case_0():
    return np.array([-1.0, 2.0, 5.0, 3.0]), 1.0, np.zeros(4)


def case_1():
    return np.array([-1.0, 2.0, 5.0, 3.0]), 9.0, np.zeros(4)


CASES = (case_0, case_1)
