"""The running sum of each row, by the lanes of a worker."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y):
    # pragma parallel for worker(subgroup)
    for i in range(x.shape[0]):
        s = x[i, 0]
        for j in range(x.shape[1]):
            s += x[i, j]
            y[i, j] = s


def case_0():
    x = np.arange(210).reshape(3, 70) % 11
    return x, np.zeros_like(x)


CASES = (case_0,)
