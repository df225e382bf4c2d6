"""atomic_add gives the value before its addition."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, v):
    return pragmac.atomic_add(a, 1, v), pragmac.atomic_add(a, (1,), v)


def case_0():
    return np.arange(3.0), 1.5


def case_1():
    return np.array([1, 120, 3], np.int8), 100


CASES = (case_0, case_1)
