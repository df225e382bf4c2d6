"""A private array that shares memory with another argument: the loop runs in order."""

import numpy as np
import pragmac


@pragmac.jit
def f(w, y):
    # pragma parallel for firstprivate(w)
    for i in range(len(y)):
        w[1] = 3.0 * i
        y[i] = w[0] + w[1]
    return y[0]


def case_0():
    return np.arange(5.0), np.zeros(5)


def case_1():
    y = np.arange(5.0)
    return y, y


CASES = (case_0, case_1)
