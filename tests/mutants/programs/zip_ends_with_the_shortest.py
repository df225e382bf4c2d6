"""zip stops at the shorter array."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, b):
    s = 0.0
    for x, y in zip(a, b):  # noqa: B905
        s = s * 3.0 + x * y
    return s


def case_0():
    return np.arange(5.0), np.arange(3.0)


def case_1():
    return np.arange(3.0), np.arange(5.0)


def case_2():
    return np.arange(3.0), np.arange(0.0)


CASES = (case_0, case_1, case_2)
EXPECT = {"weak_results": [0]}  # D1: the path decides the kind
