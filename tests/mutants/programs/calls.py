"""Arguments are evaluated in order; a callee's early return ends only the callee."""

import numpy as np
import pragmac


def step(a, i):
    a[i] *= 2.0
    if a[i] > 6.0:
        return 1.0
    return a[i]


@pragmac.jit
def f(a, i):
    return step(a, i) - step(a, i + 1) * 10.0, step(a, 0)


def case_0():
    return np.arange(1.0, 5.0), 1


def case_1():
    return np.arange(1.0, 5.0), 3


CASES = (case_0, case_1)
