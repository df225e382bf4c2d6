"""Sums and differences of Python ints are checked."""

import pragmac


@pragmac.jit
def f(a, b):
    return a + b, a - b


def case_0():
    return 2**62, 2**61


def case_1():
    return 2**62, 2**62


def case_2():
    return -(2**62), -(2**62)


def case_3():
    return -(2**62), 2**62 + 1


def case_4():
    return 3, 5


CASES = (case_0, case_1, case_2, case_3, case_4)
