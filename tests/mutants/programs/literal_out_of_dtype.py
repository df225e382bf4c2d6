"""A Python int that the dtype cannot hold raises."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, k):
    return a[0] + k


def case_0():
    return np.ones(1, np.uint8), 255


def case_1():
    return np.ones(1, np.uint8), 256


def case_2():
    return np.ones(1, np.uint8), -1


def case_3():
    return np.ones(1, np.int8), 127


CASES = (case_0, case_1, case_2, case_3)
