"""Products in sums and sums of a loop in order: strict results show how they are rounded."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, out):
    s, p = 0.0, 1.0
    for i in range(x.shape[0]):
        out[i] = x[i] * y[i] - y[i] * 0.1
        s += x[i]
        p *= 1.0 + x[i]
    return s, p


def case_0():
    rng = np.random.default_rng(0)
    return rng.random(50), rng.random(50), np.zeros(50)


def case_1():
    rng = np.random.default_rng(1)
    x, y = rng.random((2, 999)) - 0.5
    return x, y, np.zeros(999)


CASES = (case_0, case_1)
