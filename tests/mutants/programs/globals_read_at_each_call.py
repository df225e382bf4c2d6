"""A global changed between calls is seen."""

import numpy as np
import pragmac

scale = 3.0
table = np.zeros(2)


def set_scale(value):
    global scale
    scale = value
    return 2.0


def set_table(value):
    table[0] = value
    return 2.0


@pragmac.jit
def f(x):
    return x * scale + table[0]


def case_0():
    return (2.0,)


def case_1():
    return (set_scale(5.0),)


def case_2():
    return (set_table(7.0),)


CASES = (case_0, case_1, case_2)
