"""Two index arrays, of which the second has equal values: the last iteration's value stays."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, z, k, m):
    # pragma parallel for
    for i in range(k.shape[0]):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        y[k[i]] = s
        z[m[i]] = s + i


def case_0():
    return np.arange(7.0), np.zeros(500), np.zeros(3), np.arange(500), np.zeros(500, np.int64)


CASES = (case_0,)
