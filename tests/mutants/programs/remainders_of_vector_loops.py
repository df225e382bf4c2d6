"""Equal numbers have equal images wherever in a row they stand."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    others = 0
    # pragma parallel for
    for i in range(y.shape[0]):
        # pragma simd
        for j in range(y.shape[1]):
            y[i, j] = np.tanh(x[i, j])
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            if y[i, j] != y[i, 0]:
                others += 1
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = 0.0  # what CPython gives may be another image
    return others


def case_0():
    return np.repeat(np.linspace(0.1, 2.0, 41), 31).reshape(41, 31), np.zeros((41, 31))


CASES = (case_0,)
