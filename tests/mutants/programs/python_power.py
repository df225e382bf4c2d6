"""Powers of Python ints, checked."""

import pragmac


@pragmac.jit
def f(a, b):
    return a**b


def case_0():
    return 3, 39


def case_1():
    return 3, 40


def case_2():
    return -3, 3


def case_3():
    return 0, 0


def case_4():
    return -2, 63


CASES = (case_0, case_1, case_2, case_3, case_4)
