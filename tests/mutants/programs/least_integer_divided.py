"""The least integer divided by -1 wraps."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c, d):
    for i in range(a.shape[0]):
        c[i] = a[i] // b[i]
        d[i] = a[i] % b[i]


def case_0():
    return (
        array("int8", (2,), [-128, 5]),
        array("int8", (2,), [-1, -1]),
        np.zeros(2, "int8"),
        np.ones(2, "int8"),
    )


def case_1():
    return (
        array("int32", (2,), [-2147483648, 5]),
        array("int32", (2,), [-1, -1]),
        np.zeros(2, "int32"),
        np.ones(2, "int32"),
    )


def case_2():
    return (
        array("int64", (2,), [-9223372036854775808, 5]),
        array("int64", (2,), [-1, -1]),
        np.zeros(2, "int64"),
        np.ones(2, "int64"),
    )


CASES = (case_0, case_1, case_2)
