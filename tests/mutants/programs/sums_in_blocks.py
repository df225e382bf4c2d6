"""Rows together, whose sums wait for the next block of the loop inside, and what a block computes
of rows alone."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            s = 0.0
            for k in range(a.shape[0]):
                s += 2.0 * a[k, i] * a[k, j]
            c[i, j] = s


def case_0():
    return array("float64", (400, 8), [float(x % 11) for x in range(3200)]), np.zeros((8, 8))


CASES = (case_0,)
