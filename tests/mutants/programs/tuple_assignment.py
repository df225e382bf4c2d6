"""All right sides are evaluated before the first assignment."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, i, j):
    x = a[i]
    y = a[j]
    x, y = y, x
    a[i], a[j] = a[j], a[i]
    i, j = j, i
    return x, y, i, j


def case_0():
    return np.arange(5.0), 1, 3


CASES = (case_0,)
