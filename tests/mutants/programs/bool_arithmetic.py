"""+ of NumPy bools is or, of Python bools a sum."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, b, p, q):
    return a[0] + b[0], a[0] * b[0], p + q, p - q, a[0] ^ b[0], ~a[0], p & q, a[0] // b[0]


def case_0():
    return np.ones(1, np.bool_), np.ones(1, np.bool_), True, True


def case_1():
    return np.ones(1, np.bool_), np.zeros(1, np.bool_), True, False


CASES = (case_0, case_1)
