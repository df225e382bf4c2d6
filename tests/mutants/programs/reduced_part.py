"""A reduction into a slice of a row: copies hold the slice, and end where it lies."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, y):
    part = y[1, 3::2]
    # pragma parallel for reduction(+: part)
    for i in range(a.shape[0]):
        for j in range(len(part)):
            part[j] += a[i, j]


def case_0():
    return np.arange(30.0).reshape(10, 3), np.zeros((3, 9))


CASES = (case_0,)
