"""enumerate counts from its start."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, k):
    s = 0.0
    for i, x in enumerate(a, k):
        s += i * x
    for i, x in enumerate(a):
        s -= i * x * 0.5
    return s


def case_0():
    return np.arange(1.0, 5.0), 3


def case_1():
    return np.arange(1.0, 5.0), -2


CASES = (case_0, case_1)
