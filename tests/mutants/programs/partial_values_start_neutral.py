"""Partial values of every reduction start from what leaves the other operand alone."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, k):
    p, q, m, low = x[0], k[0], x[0], x[0]
    every = True
    # pragma parallel for
    for i in range(1, x.shape[0]):
        p *= x[i]
        q &= k[i]
        m = max(m, -x[i])
        low = min(low, x[i])
        every = every and x[i] > 0.0
    return p, q, m, low, every


def case_0():
    return np.full(40, 2.0), np.full(40, 12)


CASES = (case_0,)
