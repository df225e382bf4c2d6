"""What stands behind a loop that fails on a device does not happen: neither loops nor host code."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, j, y, z, w, v):
    n = y.shape[0]
    # pragma parallel for
    for i in range(n):
        y[i] = x[j[i]]
    # pragma parallel for
    for i in range(n):
        z[i] = z[i] + 1.0
    # pragma parallel for
    for i in range(n):
        w[i] = x[j[i] - 1]
    v[0] = 5.0


def case_0():
    j = np.arange(200) % 5
    j[150], j[31] = 900, 800
    return np.zeros(5), j, np.zeros(200), np.zeros(200), np.zeros(200), np.zeros(2)


def case_1():
    x, j, *others = case_0()
    return x, j % 5, *others


def case_2():  # the second one with checks alone
    x, j, *others = case_0()
    return x, np.where(j > 5, -5, j), *others


CASES = (case_0, case_1, case_2)
