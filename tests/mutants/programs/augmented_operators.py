"""Every in-place operator on elements."""

import pragmac
from inputs import array


@pragmac.jit
def f(a, b):
    a[0] += b[0]
    a[1] -= b[1]
    a[2] *= b[2]
    a[3] //= b[3]
    a[4] %= b[4]
    a[5] &= b[5]
    a[6] |= b[6]
    a[7] ^= b[7]
    a[8] <<= b[8]
    a[9] >>= b[9]


def case_0():
    return array("int8", (10,), [100, 20, 30, 40, 50, 60, 70, 80, 90, 100]), array(
        "int8", (10,), [100, 3, 5, 7, 8, 13, 9, 21, 2, 3]
    )


def case_1():
    return array("uint8", (10,), [100, 20, 30, 40, 50, 60, 70, 80, 90, 100]), array(
        "uint8", (10,), [100, 3, 5, 7, 8, 13, 9, 21, 2, 3]
    )


def case_2():
    return array("int32", (10,), [100, 20, 30, 40, 50, 60, 70, 80, 90, 100]), array(
        "int32", (10,), [100, 3, 5, 7, 8, 13, 9, 21, 2, 3]
    )


def case_3():
    return array("uint64", (10,), [100, 20, 30, 40, 50, 60, 70, 80, 90, 100]), array(
        "uint64", (10,), [100, 3, 5, 7, 8, 13, 9, 21, 2, 3]
    )


CASES = (case_0, case_1, case_2, case_3)
