"""float64 becomes float16 in one rounding."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = x[i]


def case_0():
    halfway = 1.0 + 2.0**-11
    x = np.array([halfway, halfway + 2.0**-40, halfway - 2.0**-40, 2049.0 + 2.0**-30, 2051.0])
    return x, np.zeros(5, np.float16)


CASES = (case_0,)
