"""A Python int compares exactly with a float."""

import pragmac


@pragmac.jit
def f(n, x):
    return n == x, n < x, n > x


def case_0():
    return 2**53 + 1, float(2**53)


def case_1():
    return 2**53, float(2**53)


def case_2():
    return 3, 3.5


CASES = (case_0, case_1, case_2)
