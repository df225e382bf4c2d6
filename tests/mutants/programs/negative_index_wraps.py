"""The index before the first element is the last element."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i - 1] = x[i]


def case_0():
    return np.arange(5.0), np.zeros(5)


CASES = (case_0,)
