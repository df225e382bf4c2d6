"""A guard keeps an access in range; it stays under its guard."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, n):
    for i in range(n):
        if i + 1 < n:
            y[i] = x[i + 1]


def case_0():
    return np.arange(5.0), np.zeros(5), 5


def case_1():
    return np.arange(5.0), np.zeros(5), 0


CASES = (case_0, case_1)
