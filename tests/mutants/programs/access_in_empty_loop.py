"""An access that is never reached raises nothing."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, n):
    for i in range(n, n):
        y[i] = x[i + 100]
    return n


def case_0():
    return np.arange(5.0), np.zeros(5), 5


CASES = (case_0,)
