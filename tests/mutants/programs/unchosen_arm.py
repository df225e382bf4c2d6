"""The arm that is not chosen raises nothing."""

import pragmac


@pragmac.jit
def f(n, m):
    a = 0 if n == 0 else 10 // n
    b = n % m if m != 0 else -1
    c = n != 0 and m % n == 1
    d = n + m if n < 100 else n - m
    return a, b, c, d


def case_0():
    return 0, 0


def case_1():
    return 3, 7


def case_2():
    return 2**63 - 1, 1


CASES = (case_0, case_1, case_2)
