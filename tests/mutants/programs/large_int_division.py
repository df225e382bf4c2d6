"""Python int / int is rounded once, however large the operands are."""

import pragmac


@pragmac.jit
def f(a, b):
    return a / b, b / a, (a + 2) / b


def case_0():
    return 2**53 + 1, 3


def case_1():
    return 2**62 + 1, 2**61 + 3


def case_2():
    return -(2**63), 7 * 10**17 + 1


CASES = (case_0, case_1, case_2)
