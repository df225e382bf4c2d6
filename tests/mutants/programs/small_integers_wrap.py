"""NumPy integers wrap in their own width."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c, d):
    for i in range(a.shape[0]):
        c[i] = a[i] + b[i]
        d[i] = a[i] * b[i] - b[i]


def case_0():
    return (
        array("int8", (2,), [127, -128]),
        array("int8", (2,), [1, -1]),
        np.zeros(2, np.int64),
        np.zeros(2, np.int64),
    )


def case_1():
    return (
        array("uint8", (2,), [200, 0]),
        array("uint8", (2,), [100, 1]),
        np.zeros(2, np.int64),
        np.zeros(2, np.int64),
    )


def case_2():
    return (
        array("int32", (2,), [2147483647, -2147483648]),
        array("int32", (2,), [2, -1]),
        np.zeros(2, np.int64),
        np.zeros(2, np.int64),
    )


CASES = (case_0, case_1, case_2)
