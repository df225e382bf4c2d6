"""A callee writes a row of one argument and reads one of the other, which is the same array."""

import numpy as np
import pragmac


def copied(v, w):
    # pragma parallel for
    for j in range(min(len(v), len(w))):
        v[j] = w[j]


@pragmac.jit
def f(a, b):
    copied(a[1], b[1][::-1])


def case_0():
    a = np.arange(6.0).reshape(2, 3)
    return a, a


CASES = (case_0,)
