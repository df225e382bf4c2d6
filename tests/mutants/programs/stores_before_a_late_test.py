"""A store in front of a loop whose entry test fails happens once."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, n):
    y[0] = y[0] + 1.0
    # pragma parallel for
    for i in range(n):
        y[i - 3] = y[i - 3] + x[i - 3]
    return y[0]


def case_0():
    return np.arange(9.0), np.zeros(9), 9


CASES = (case_0,)
