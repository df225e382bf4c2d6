"""An element that two branches read: one is never taken, the other meets other iterations."""

import numpy as np
import pragmac


@pragmac.jit
def f(y, z, k):
    # pragma parallel for
    for i in range(8, y.shape[0] - 8):
        if i < 0:
            z[i] = y[k]
        else:
            z[i] = y[k] + 1
        y[i] = 3.0 * i


def case_0():
    return np.arange(4000.0), np.zeros(4000), 2000


def case_1():
    return np.arange(4000.0), np.zeros(4000), 3


CASES = (case_0, case_1)
EXPECT = {"approximate_arguments": [], "approximate_results": [], "weak_results": []}
