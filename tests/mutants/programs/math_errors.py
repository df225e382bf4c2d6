"""Functions of math raise where NumPy's give NaN or infinity."""

import math

import pragmac


@pragmac.jit
def f(x, y):
    return math.sqrt(x) + math.exp(y)


def case_0():
    return 4.0, 1.0


def case_1():
    return -4.0, 1.0


def case_2():
    return 4.0, 1000.0


CASES = (case_0, case_1, case_2)
