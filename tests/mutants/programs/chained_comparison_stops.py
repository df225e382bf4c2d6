"""A chained comparison stops at the first false link."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, i, n):
    return i < n < a[i], 0 <= i < n


def case_0():
    return np.ones(3) * 9, 1, 3


def case_1():
    return np.ones(3), 5, 3


CASES = (case_0, case_1)
EXPECT = {"weak_results": [0]}  # D1: the path decides the kind
