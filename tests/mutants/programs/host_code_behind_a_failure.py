"""Host code behind a loop that fails on a device stores nothing."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, j, y, v):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[j[i]]
    v[0] = 5.0


def case_0():
    return np.zeros(5), np.arange(200), np.zeros(200), np.zeros(2)


CASES = (case_0,)
