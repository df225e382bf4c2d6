"""Functions that compiled functions of other files call through the module's name."""

import numpy as np

SCALE = 3
table = np.arange(5.0)


def clear_first(a):
    a[0] = 0.0
    return 1.0


def scaled(x, by=SCALE):
    return x * by + table[1]
