"""After the loop a private array holds what the last iteration wrote, and old values beside it."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, w):
    # pragma parallel for private(w)
    for i in range(x.shape[0]):
        w[1] = x[i]
        w[2] = x[i] * 2
        y[i] = w[1] + w[2]
    return w[0] + w[1]


def case_0():
    return np.arange(500.0), np.zeros(500), np.arange(7.0) + 10


def case_1():
    return np.arange(1.0), np.zeros(1), np.arange(3.0) + 10


CASES = (case_0, case_1)
