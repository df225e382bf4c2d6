"""Loop order of a descending loop decides which error is first."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0] - 1, -1, -1):
        y[i] = x[i + 1] if i < 3 else x[i - 1]
        if i == 100:
            y[i] = x[i + 1000]
        assert i != 50


def case_0():
    return np.arange(500.0), np.zeros(500)


CASES = (case_0,)
