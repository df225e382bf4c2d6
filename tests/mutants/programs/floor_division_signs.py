"""Floor division rounds towards minus infinity."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i] = a[i] // b[i]


def case_0():
    return (
        array("int8", (10,), [7, -7, 7, -7, 0, 1, -1, 6, -128, 127]),
        array("int8", (10,), [2, 2, -2, -2, 5, -3, 3, -1, -1, 10]),
        np.zeros(10, np.int8),
    )


def case_1():
    return (
        array("int64", (10,), [7, -7, 7, -7, 0, 1, -1, 6, -128, 127]),
        array("int64", (10,), [2, 2, -2, -2, 5, -3, 3, -1, -1, 10]),
        np.zeros(10, np.int64),
    )


def case_2():
    return (
        array("float64", (4,), [7.5, -7.5, 6.0, -0.0]),
        array("float64", (4,), [2.0, 2.0, 0.1, 3.0]),
        np.zeros(4),
    )


CASES = (case_0, case_1, case_2)
