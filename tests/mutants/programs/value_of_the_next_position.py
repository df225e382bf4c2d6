"""An index array without equal values: each iteration reads what the next one writes."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, k):
    # pragma parallel for
    for i in range(k.shape[0] - 1):
        s = 0.0
        if i % 100 == 0:
            for j in range(8000):
                s += x[j % 7] * 0.5 - s * 0.25
        y[k[i]] = y[k[i + 1]] + s


def case_0():
    return np.arange(7.0), np.arange(400.0), np.arange(400)[::-1].copy()


CASES = (case_0,)
