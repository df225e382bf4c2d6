"""Stores through an index array with repetitions stay in order."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, k, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[k[i]] = x[i]


def case_0():
    return np.arange(3000.0), np.arange(3000) % 7, np.zeros(7)


CASES = (case_0,)
