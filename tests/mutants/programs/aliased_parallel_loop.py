"""A parallel loop over overlapping arrays gives Python's result."""

import numpy as np
import pragmac


def overlapping(a):
    return a[:-1], a[1:]


@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] + 1.0


def case_0():
    return (*overlapping(np.zeros(2000)),)


def case_1():
    return np.zeros(2000), np.zeros(2000)


CASES = (case_0, case_1)
