"""The second operand of `and` and `or` is evaluated only when needed."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, i, n):
    k = 0
    if i < n and a[i] > 0.0:
        k += 1
    if i >= n or a[i] > 2.0:
        k += 2
    x = a[i] if i < n else -1.0
    return k, x


def case_0():
    return np.ones(3), 1, 3


def case_1():
    return np.ones(3), 3, 3


def case_2():
    return np.ones(3) * 3, 2, 3


CASES = (case_0, case_1, case_2)
EXPECT = {"weak_results": [1]}  # D1: the path decides the kind
