"""A Python complex with np.float64 is Python's arithmetic."""

import numpy as np
import pragmac


@pragmac.jit
def f(z, x):
    return z * x[0], z / x[0], z / x[1]


def case_0():
    return 1 + 2j, np.array([2.0, 0.0])


CASES = (case_0,)
