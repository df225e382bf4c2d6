"""int() of floats around both ends of 64 bits: the last that fit, the first that do not, NaN."""

import numpy as np
import pragmac
from inputs import array, inf, nan


@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = int(x[i])


def case_0():
    fit = [9223372036854774784.0, -9223372036854774784.0, -9223372036854775808.0]
    return array("float64", (3,), fit), np.zeros(3, np.int64)


def case_1():
    return array("float64", (2,), [1.0, 9223372036854775808.0]), np.zeros(2, np.int64)


def case_2():
    return array("float64", (2,), [1.0, -9223372036854777856.0]), np.zeros(2, np.int64)


def case_3():
    return array("float64", (2,), [-inf, nan]), np.zeros(2, np.int64)


def case_4():
    return array("float64", (2,), [nan, inf]), np.zeros(2, np.int64)


CASES = (case_0, case_1, case_2, case_3, case_4)
