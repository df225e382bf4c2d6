"""Arrays between loops on a device and host code: copied in, read between, brought home."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y):
    n = x.shape[0]
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    first = y[0]
    y[1] = first + 10.0
    # pragma parallel for
    for i in range(n):
        x[i] = y[i] + 1.0
    return first + x[n - 1]


def case_0():
    return np.arange(1.0, 60.0), np.zeros(59)


CASES = (case_0,)
