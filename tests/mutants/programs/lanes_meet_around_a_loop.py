"""Rounds over a row: what a lane reads in one round, another one overwrites in the next."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(a, b):
    n = a.shape[1]
    # pragma parallel for
    for i in range(a.shape[0]):
        for u in range(3):
            # pragma simd(8)
            for j in range(n):
                b[i, j] = a[i, n - 1 - j] + u
            # pragma simd(8)
            for j in range(n):
                a[i, j] = 2.0 * b[i, j]


def case_0():
    return np.arange(60.0).reshape(3, 20) ** 2, np.zeros((3, 20))


CASES = (case_0,)
