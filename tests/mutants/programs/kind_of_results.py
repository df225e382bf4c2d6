"""Returned scalars have CPython's kinds."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, n, x):
    return n, x, n > 1, a[0], a[0] > 1, n / 2, n + x, a[0] + n, float(a[0]), int(a[0]), bool(n)


def case_0():
    return np.ones(1, np.float32), 3, 0.5


def case_1():
    return np.ones(1, np.int16), 3, 0.5


CASES = (case_0, case_1)
