"""float32 is not computed in double, and products are not fused."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x, y, z):
    for i in range(x.shape[0]):
        z[i] = x[i] * y[i] - x[i]
        z[i] = z[i] + x[i] * x[i] + y[i] * y[i]


def case_0():
    return (
        array("float32", (4,), [0.1, 1.1, 3.3, 1e-20]),
        array("float32", (4,), [0.7, 1.3, 9.7, 1e-20]),
        np.zeros(4, np.float32),
    )


def case_1():
    return np.arange(40.0) * 0.1, np.arange(40.0) * 0.3, np.zeros(40)


CASES = (case_0, case_1)
