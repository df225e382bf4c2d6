"""All iterations store one value that others read: the order shows."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, k, found):
    # pragma parallel for
    for i in range(k.shape[0]):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        if k[i] == 1:
            found[0] = 1.0
        y[i] = found[0] + 0.0 * s


def case_0():
    k = np.zeros(500, np.int64)
    k[400] = 1
    return np.arange(7.0), np.zeros(500), k, np.zeros(2)


def case_1():
    k = np.zeros(500, np.int64)
    k[0] = 1
    return np.arange(7.0), np.zeros(500), k, np.zeros(2)


CASES = (case_0, case_1)
