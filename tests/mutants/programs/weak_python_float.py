"""A Python float takes the other operand's precision."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = x[i] * 0.1 + 0.3


def case_0():
    return array("float32", (3,), [1.0, 3.0, 7.0]), np.zeros(3)


def case_1():
    return array("float16", (3,), [1.0, 3.0, 7.0]), np.zeros(3)


CASES = (case_0, case_1)
