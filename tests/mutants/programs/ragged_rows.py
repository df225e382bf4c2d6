"""Four rows together, each with other columns: those that not all of them have must run too."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i, c.shape[1]):
            s = 0.0
            for k in range(a.shape[0]):
                s += a[k, i] * a[k, j]
            c[i, j] = s


def case_0():
    return array("float64", (2, 8), [float(x) for x in range(16)]), np.zeros((8, 8))


CASES = (case_0,)
