"""Integer powers wrap, and refuse negative exponents."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i] = a[i] ** b[i]


def case_0():
    return array("int8", (3,), [2, -3, 5]), array("int8", (3,), [6, 3, 0]), np.zeros(3, np.int8)


def case_1():
    return array("int64", (3,), [3, -3, 0]), array("int64", (3,), [45, 5, 0]), np.zeros(3, np.int64)


def case_2():
    return array("int32", (1,), [3]), array("int32", (1,), [-1]), np.zeros(1, np.int32)


CASES = (case_0, case_1, case_2)
