"""An index may wrap once: below -n it is an error in every loop."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, n):
    s = 0.0
    for i in range(n):
        s += x[i - 6]
    return s


def case_0():
    return np.arange(8.0), 4


def case_1():
    return np.arange(4.0), 4


CASES = (case_0, case_1)
