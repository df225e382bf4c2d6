"""The sign of zero, nan and the least integer."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x, k, y, m):
    for i in range(x.shape[0]):
        y[i, 0] = -x[i]
        y[i, 1] = abs(x[i])
        m[i, 0] = -k[i]
        m[i, 1] = abs(k[i])
        m[i, 2] = ~k[i]


def case_0():
    return (
        array("float64", (3,), [0.0, -0.0, -3.5]),
        array("int8", (3,), [-128, 5, -7]),
        np.zeros((3, 2)),
        np.zeros((3, 3), np.int8),
    )


CASES = (case_0,)
