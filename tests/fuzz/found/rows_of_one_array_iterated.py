"""Rows of one argument are written, columns of the other one read, which is the same array."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, b):
    # pragma parallel for
    for i, row in enumerate(a):
        row[0] = b[-1 - i, 0]


def case_0():
    a = np.arange(6.0).reshape(3, 2)
    return a, a


CASES = (case_0,)
