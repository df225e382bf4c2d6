"""The middle of a chained comparison is evaluated once."""

import numpy as np
import pragmac


def count(a):
    a[0] += 1.0
    return a[0]


@pragmac.jit
def f(a, lo, hi):
    return lo < count(a) < hi, count(a)


def case_0():
    return np.zeros(1), 0.0, 1.5


def case_1():
    return np.zeros(1), 5.0, 9.0


CASES = (case_0, case_1)
