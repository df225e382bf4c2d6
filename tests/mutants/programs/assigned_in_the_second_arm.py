"""Variables that only the second arm of an `if` assigns have its value behind it."""

import numpy as np
import pragmac


@pragmac.jit
def f(y, c):
    s, t = 1.0, 2
    if c > 2:
        y[0] = 3.0
    else:
        s = 4.0
        if c > 0:
            y[1] = s
        else:
            t = 6
    y[2] = s
    return s, t


def case_0():
    return np.zeros(3), 5


def case_1():
    return np.zeros(3), 1


def case_2():
    return np.zeros(3), 0


CASES = (case_0, case_1, case_2)
