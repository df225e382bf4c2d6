"""The step of a counter may be unbound where no iteration of the counting loop asks for it."""

import numpy as np
import pragmac


@pragmac.jit
def f(y, n, m):
    for r in range(m):
        t = r
    k = 0
    # pragma parallel for
    for i in range(n * m):
        y[i] = k
        k += t
    return k


def case_0():
    return np.zeros(9), 3, 0


def case_1():
    return np.zeros(9), 3, 2


CASES = (case_0, case_1)
