"""NumPy's shifts by the width or more, and by negative counts."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, s, c, d):
    for i in range(a.shape[0]):
        c[i] = a[i] << s[i]
        d[i] = a[i] >> s[i]


def case_0():
    return (
        array("int8", (6,), [1, -8, 5, -8, 3, 1]),
        array("int8", (6,), [8, 8, 7, 1, 0, 16]),
        np.zeros(6, "int8"),
        np.zeros(6, "int8"),
    )


def case_1():
    return (
        array("int32", (6,), [1, -8, 5, -8, 3, 1]),
        array("int32", (6,), [32, 32, 31, 1, 0, 40]),
        np.zeros(6, "int32"),
        np.zeros(6, "int32"),
    )


def case_2():
    return (
        array("int64", (6,), [1, -8, 5, -8, 3, 1]),
        array("int64", (6,), [64, 64, 63, 1, 0, 72]),
        np.zeros(6, "int64"),
        np.zeros(6, "int64"),
    )


def case_3():
    return (
        array("uint16", (6,), [1, 8, 5, 8, 3, 1]),
        array("uint16", (6,), [16, 16, 15, 1, 0, 24]),
        np.zeros(6, "uint16"),
        np.zeros(6, "uint16"),
    )


def case_4():
    return (
        array("uint64", (6,), [1, 8, 5, 8, 3, 1]),
        array("uint64", (6,), [64, 64, 63, 1, 0, 72]),
        np.zeros(6, "uint64"),
        np.zeros(6, "uint64"),
    )


CASES = (case_0, case_1, case_2, case_3, case_4)
