"""A Python int beyond 64 bits raises."""

import pragmac


@pragmac.jit
def f(k, n):
    for _ in range(n):
        k *= 3
    return k


def case_0():
    return 1, 39


def case_1():
    return -1, 39


def case_2():
    return 2, 0


CASES = (case_0, case_1, case_2)
