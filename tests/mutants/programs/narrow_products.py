"""32-bit index arithmetic where products stay below 2**31, below 2**32, and beyond."""

import numpy as np
import pragmac


@pragmac.jit(options={"index_bits": 32})
def f(x, y, m):
    for i in range(len(y)):
        y[i] = x[i * m % 1000]


def case_0():
    return np.arange(1000.0), np.zeros(20), 2**27


def case_1():
    return np.arange(1000.0), np.zeros(20), 2**30


def case_2():
    return np.arange(1000.0), np.zeros(20), 2**26


CASES = (case_0, case_1, case_2)
