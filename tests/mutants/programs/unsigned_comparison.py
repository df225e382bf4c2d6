"""Unsigned and signed integers compare by value."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i, 0] = a[i] < b[i]
        c[i, 1] = a[i] >= b[i]
        c[i, 2] = a[i] == b[i]


def case_0():
    return (
        array("uint64", (3,), [18446744073709551615, 1, 0]),
        array("int64", (3,), [-1, -1, 0]),
        np.zeros((3, 3), np.bool_),
    )


def case_1():
    return (
        array("uint8", (3,), [200, 1, 255]),
        array("uint8", (3,), [100, 255, 255]),
        np.zeros((3, 3), np.bool_),
    )


def case_2():
    return (
        array("uint32", (2,), [4294967295, 1]),
        array("uint32", (2,), [1, 2]),
        np.zeros((2, 3), np.bool_),
    )


CASES = (case_0, case_1, case_2)
