"""np.fmod, np.fmax and np.fmin of integers are integers."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, b):
    return np.fmod(a[0], b[0]), np.fmax(a[0], b[0]), np.fmin(a[0], 3)


def case_0():
    return np.full(1, -7, np.int8), np.full(1, 2, np.int16)


CASES = (case_0,)
