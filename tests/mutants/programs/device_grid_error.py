"""Every worker of a grid fails: the error is that of the first failing iteration."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, q, d, y):
    # pragma parallel for collapse(2)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = x[q[j]] if i == 0 else 1 // int(d[j])


def case_0():
    return np.arange(3.0), np.array([0, 5, 1]), np.zeros(3, int), np.zeros((4, 3))


CASES = (case_0,)
