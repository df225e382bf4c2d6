"""In a loop a product overflows only when an argument is huge."""

import pragmac


@pragmac.jit
def f(n, k):
    s = 0
    for i in range(n):
        s += i * k // 3
    return s


def case_0():
    return 4, 7


def case_1():
    return 4, 2**62


def case_2():
    return 3, 2**62 - 1


CASES = (case_0, case_1, case_2)
