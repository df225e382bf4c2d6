"""The first iteration fails last in time; its error is still the one that is raised."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, k, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        if i > 0:
            y[i] = 1 // int(x[i] * 0.0)
        s = 0.0
        for j in range(100000):
            s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        y[i] = s + x[k[i] + 1000]


def case_0():
    return np.arange(500.0), np.arange(500), np.zeros(500)


CASES = (case_0,)
