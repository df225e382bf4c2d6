"""Python's shifts by a negative count raise."""

import pragmac


@pragmac.jit
def f(a, s):
    return a << s, a >> s


def case_0():
    return 5, 3


def case_1():
    return -5, 70 - 69


def case_2():
    return 5, -1


def case_3():
    return -5, 61


CASES = (case_0, case_1, case_2, case_3)
