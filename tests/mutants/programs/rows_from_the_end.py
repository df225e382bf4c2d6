"""Rows counted from the end, taken as views: a[-1] is the last one."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, k):
    last, given = a[-1], a[k]
    given[1] = 7.0
    return last[0], a[k][2], given[0]


def case_0():
    return np.arange(12.0).reshape(4, 3), -2


def case_1():
    return np.arange(12.0).reshape(4, 3), 1


CASES = (case_0, case_1)
