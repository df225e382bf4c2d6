"""An element that the iteration before wrote."""

import numpy as np
import pragmac


@pragmac.jit
def f(y, k):
    # pragma parallel for
    for i in range(k, y.shape[0]):
        y[i] = y[i - k] + 1.0


def case_0():
    return np.zeros(2000), 1


def case_1():
    return np.zeros(2000), 3


def case_2():
    return np.zeros(2000), 0


CASES = (case_0, case_1, case_2)
