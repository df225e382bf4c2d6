"""A scalar assigned in one early iteration alone keeps that value after the loop."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    t = -1.0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] == 100.0:
            t = y[i] + 0.5
        y[i] = x[i] * 2.0
    return t


def case_0():
    return np.arange(500.0), np.arange(500.0)


CASES = (case_0,)
