"""Adding zero claims nothing: all iterations store one element, and the last value stays."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, count, n):
    # pragma parallel for
    for i in range(n):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        k = pragmac.atomic_add(count, 0, 0)
        y[k] = s + i


def case_0():
    return np.arange(7.0), np.zeros(3), np.zeros(1, np.int64), 500


CASES = (case_0,) * 5  # chance decides which thread comes first
