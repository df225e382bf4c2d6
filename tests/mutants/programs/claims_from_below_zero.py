"""A counter that starts below zero claims every element twice, through the wrap: in order it is."""

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
        k = pragmac.atomic_add(count, 0, 1)
        y[k] = s + i


def case_0():
    return np.arange(7.0), np.zeros(250), np.full(1, -250), 500


CASES = (case_0,) * 5  # chance decides which thread comes first
