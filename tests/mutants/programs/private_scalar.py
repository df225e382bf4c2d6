"""A scalar assigned first in each iteration is private."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = x[i] * 2.0
        if t > 10.0:
            t = t - 10.0
        y[i] = t


def case_0():
    return np.arange(500.0), np.zeros(500)


CASES = (case_0,)
