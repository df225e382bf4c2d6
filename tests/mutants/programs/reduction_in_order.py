"""Sums of floats run in order unless asked otherwise."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x):
    s = 0.0
    for i in range(x.shape[0]):
        s += x[i]
    p = 1.0
    for i in range(x.shape[0]):
        p = p * 1.0000001 + x[i] * 1e-9
    return s, p


def case_0():
    return (np.arange(1.0, 400.0) * 0.1,)


def case_1():
    return (array("float32", (3,), [1e8, 1.0, -1e8]),)


CASES = (case_0, case_1)
