"""Partial values start from nothing, and what fills no strip counts too: whole numbers, exact."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, start):
    s = start
    # pragma simd
    for j in range(x.shape[0]):
        s += x[j]
    return s


def case_0():
    return np.arange(70.0), np.float64(5)


CASES = (case_0,)
