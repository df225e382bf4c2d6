"""The last iteration that assigned decides, not the last one."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    t = -1.0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] < 100.0:
            t = x[i]
            y[i] = t
    return t


def case_0():
    return np.arange(500.0), np.zeros(500)


def case_1():
    return np.arange(500.0) + 100.0, np.zeros(500)


CASES = (case_0, case_1)
EXPECT = {"weak_results": [0]}  # D1: the path decides the kind
