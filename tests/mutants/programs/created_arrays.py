"""Arrays made inside start with what their function says."""

import numpy as np
import pragmac


@pragmac.jit
def f(n, a):
    x = np.zeros((n, 2), dtype=np.float32)
    y = np.ones(n, dtype=np.int16)
    z = np.full(n, 7.5)
    w = np.arange(n)
    v = np.zeros_like(a)
    for i in range(n):
        x[i, 1] = i
        y[i] += i
    return x, y, z, w, v


def case_0():
    return 4, np.ones((2, 3), np.uint8)


def case_1():
    return 0, np.ones(3)


CASES = (case_0, case_1)
