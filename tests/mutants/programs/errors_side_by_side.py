"""Two iterations next to each other fail in two ways: the first one's error is raised."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, k, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        if i == 400:
            y[i] = x[k[i] + 1000]
        if i > 400:
            y[i] = 1 // int(x[i] * 0.0)
        y[i] = x[k[i]]


def case_0():
    return np.arange(500.0), np.arange(500), np.zeros(500)


CASES = (case_0,)
