"""An index beyond the end raises."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    s = 0.0
    for i in range(n):
        s += a[i]
    return s


def case_0():
    return np.arange(5.0), 6


def case_1():
    return np.arange(5.0), 5


def case_2():
    return np.arange(5.0), 0


CASES = (case_0, case_1, case_2)
EXPECT = {"weak_results": [0]}  # D1: the path decides the kind
