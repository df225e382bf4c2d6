"""Products of Python ints that leave 64 bits raise, also where only an argument is large."""

import pragmac


@pragmac.jit
def f(n, k, start):
    p = start
    for _ in range(n):
        p *= 3
    s = 0
    for i in range(4):
        s ^= i * k
    return p, s


def case_0():
    return 10, 5, 1


def case_1():
    return 41, 5, 1


CASES = (case_0, case_1)
