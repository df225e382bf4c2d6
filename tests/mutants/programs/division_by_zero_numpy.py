"""NumPy's division of integers by zero gives 0."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i] = a[i] // b[i] + a[i] % b[i]


def case_0():
    return array("int32", (3,), [5, -5, 0]), array("int32", (3,), [0, 0, 0]), np.ones(3, np.int32)


CASES = (case_0,)
