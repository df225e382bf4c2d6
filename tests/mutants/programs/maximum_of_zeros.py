"""Of equal values Python's max and min keep the first."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i, 0] = max(a[i], b[i])
        c[i, 1] = min(a[i], b[i])


def case_0():
    return (
        array("float64", (2,), [-0.0, 0.0]),
        array("float64", (2,), [0.0, -0.0]),
        np.zeros((2, 2)),
    )


CASES = (case_0,)
