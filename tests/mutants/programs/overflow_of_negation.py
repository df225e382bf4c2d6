"""The least int has no negative, and no absolute value."""

import pragmac


@pragmac.jit
def f(a):
    return -a, abs(a)


def case_0():
    return (-(2**63),)


def case_1():
    return (-(2**63) + 1,)


CASES = (case_0, case_1)
