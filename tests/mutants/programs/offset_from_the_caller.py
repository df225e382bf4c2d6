"""An offset that makes iterations collide: the test in front of the loop must fail."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, d, n):
    # pragma parallel for
    for i in range(300, n):
        s = 0.0
        if i == 300:
            for j in range(100000):
                s += np.sin(x[j % 7] + j) * np.exp(np.cos(x[j % 5] * j)) + np.tan(x[j % 3] + s)
        y[i] = y[i + d] + s + 1.0


def case_0():
    return np.arange(7.0), np.zeros(1000), -300, 1000


CASES = (case_0,)
