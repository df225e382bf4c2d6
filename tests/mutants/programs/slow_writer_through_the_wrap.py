"""Two iterations meet in one element because an index wraps: the later one's value stays."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, n):
    # pragma parallel for
    for i in range(n):
        s = 0.0
        if i == 0:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        y[i - 250] = s + i


def case_0():
    return np.arange(7.0), np.zeros(250), 500


CASES = (case_0,)
