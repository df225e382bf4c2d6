"""A store out of range raises and writes nothing."""

import numpy as np
import pragmac


@pragmac.jit
def f(y, k):
    y[k] = 7.0
    return k


def case_0():
    return np.zeros(3), 3


def case_1():
    return np.zeros(3), -4


def case_2():
    return np.zeros(3), -3


CASES = (case_0, case_1, case_2)
