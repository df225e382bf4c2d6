"""A negative index wraps once, then raises."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    s = 0.0
    for i in range(n):
        s = s * 2.0 + a[-i]
    return s


def case_0():
    return np.arange(5.0), 6


def case_1():
    return np.arange(5.0), 7


CASES = (case_0, case_1)
