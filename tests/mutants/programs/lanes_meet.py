"""Lanes that read what other lanes write: in a row, around a loop, and one lane's for all."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(a, t, y):
    n = a.shape[1]
    # pragma parallel for
    for i in range(a.shape[0]):
        # pragma simd(8)
        for j in range(n - 1):
            t[i, j] = a[i, j] + a[i, j + 1]
        # pragma simd(8)
        for j in range(n - 1):
            a[i, j] = t[i, j]
        y[i] = a[i, 0]
        w = y[i]
        # pragma simd(8)
        for j in range(n):
            a[i, j] += w


def case_0():
    return np.arange(60.0).reshape(3, 20) ** 2, np.zeros((3, 20)), np.zeros(3)


CASES = (case_0,)
