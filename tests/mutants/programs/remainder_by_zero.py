"""x % 0 of Python numbers raises, of ints and of floats, where no other error hides it."""

import pragmac


@pragmac.jit
def f(x, y, a, b):
    return x % y, a % b


def case_0():
    return 5, 0, 1.0, 1.0


def case_1():
    return 5, 1, 1.0, 0.0


def case_2():
    return -5, 1, 7.5, -2.0


CASES = (case_0, case_1, case_2)
