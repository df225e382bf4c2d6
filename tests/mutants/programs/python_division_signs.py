"""Python's own // and % on ints and floats."""

import pragmac


@pragmac.jit
def f(a, b, x, y):
    return a // b, a % b, x // y, x % y, a / b


def case_0():
    return -7, 2, -7.5, 2.0


def case_1():
    return 7, -2, 6.0, 0.1


def case_2():
    return 7, 0, 1.0, 1.0


def case_3():
    return 1, 3, 1.0, 0.0


CASES = (case_0, case_1, case_2, case_3)
