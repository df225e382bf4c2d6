"""Quotients, infinities and signed zeros."""

import numpy as np
import pragmac
from inputs import array, inf


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i, 0] = a[i] / b[i]
        c[i, 1] = a[i] // b[i]
        c[i, 2] = a[i] % b[i]


def case_0():
    return (
        array("float64", (6,), [1.0, -1.0, 0.0, -0.0, inf, -6.5]),
        array("float64", (6,), [0.0, 0.0, 0.0, 5.0, 2.0, inf]),
        np.zeros((6, 3)),
    )


def case_1():
    return (
        array("float32", (3,), [6.0, -7.5, 1e-20]),
        array("float32", (3,), [0.1, 2.0, -3.0]),
        np.zeros((3, 3), np.float32),
    )


CASES = (case_0, case_1)
