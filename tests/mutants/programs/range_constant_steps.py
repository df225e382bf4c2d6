"""Constant steps, downwards too."""

import numpy as np
import pragmac


@pragmac.jit
def f(a):
    n = a.shape[0]
    for i in range(n - 1, -1, -2):
        a[i] = a[i] * 10.0 + i
    for i in range(1, n, 3):
        a[i] = a[i] * 10.0 + i
    for i in range(n, 0, -1):
        a[i - 1] += 1.0


def case_0():
    return (np.arange(7.0),)


def case_1():
    return (np.arange(8.0),)


def case_2():
    return (np.arange(0.0),)


def case_3():
    return (np.arange(1.0),)


CASES = (case_0, case_1, case_2, case_3)
