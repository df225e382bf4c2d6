"""Joined loops on a device visit every pair once."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y):
    # pragma parallel for collapse(2)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i, j] = 2.0 * x[i, j] + i - j


def case_0():
    return np.arange(35.0).reshape(5, 7), np.zeros((5, 7))


CASES = (case_0,)
