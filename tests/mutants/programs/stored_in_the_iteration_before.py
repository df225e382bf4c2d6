"""An element that the iteration before has stored is read with its new value."""

import numpy as np
import pragmac


@pragmac.jit
def f(p, q):
    for j in range(1, p.shape[0]):
        p[j] = 1.0 / (2.0 + p[j - 1])
        q[j] += q[j - 1] * p[j - 1]
    for j in range(p.shape[0] - 2, -1, -1):
        p[j] -= p[j + 1]


def case_0():
    return np.linspace(0.5, 3.0, 9), np.linspace(1.0, 2.0, 9)


def case_1():
    p = np.linspace(0.5, 3.0, 9)
    return p, p


def case_2():
    return np.ones(1), np.ones(1)


def case_3():
    x = np.linspace(0.5, 3.0, 10)
    return x[1:], x[:-1]


CASES = (case_0, case_1, case_2, case_3)
