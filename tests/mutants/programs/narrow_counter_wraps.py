"""A counter of eight bits addresses its elements again after 256 steps; the last store stays."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    k = np.uint8(0)
    # pragma parallel for
    for i in range(x.shape[0]):
        y[k] = x[i]
        k += 1
    return k


def case_0():
    return np.arange(1000.0), np.zeros(1000)


def case_1():
    return np.arange(200.0), np.zeros(1000)


CASES = (case_0, case_1)
