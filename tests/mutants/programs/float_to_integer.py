"""Floats are truncated towards zero; what does not fit raises."""

import numpy as np
import pragmac
from inputs import array, inf, nan


@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = int(x[i])


def case_0():
    return array("float64", (4,), [2.9, -2.9, 0.5, -0.5]), np.zeros(4, np.int32)


def case_1():
    return array("float64", (1,), [nan]), np.zeros(1, np.int32)


def case_2():
    return array("float64", (1,), [inf]), np.zeros(1, np.int64)


def case_3():
    return array("float64", (1,), [-129.0]), np.zeros(1, np.int8)


CASES = (case_0, case_1, case_2, case_3)
