"""Views of every layout are read and written where they lie."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            b[i, j] = a[i, j] * 10.0 + j


def case_0():
    return array("float64", (3, 4), list(range(12)), "F"), array(
        "float64", (3, 4), list(range(12)), "strided"
    )


def case_1():
    return array("float64", (3, 4), list(range(12)), "reversed"), array(
        "float64", (3, 4), list(range(12)), "C"
    )


def case_2():
    return np.arange(12.0).reshape(4, 3).T, np.zeros((3, 4))


def case_3():
    return np.broadcast_to(np.arange(4.0), (3, 4)), np.zeros((3, 4))


CASES = (case_0, case_1, case_2, case_3)
