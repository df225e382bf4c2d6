"""A variable assigned on the other path only."""

import pragmac


@pragmac.jit
def f(n):
    if n > 0:
        k = n
    return k + 1


def case_0():
    return (1,)


def case_1():
    return (0,)


CASES = (case_0, case_1)
