"""What ran before an error stays written."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y, n):
    for i in range(n):
        y[i] = x[i] + 1.0
    return n


def case_0():
    return np.arange(5.0), np.zeros(7), 7


CASES = (case_0,)
