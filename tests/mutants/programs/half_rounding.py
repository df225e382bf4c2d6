"""float16 rounds after every operation."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x, y, z):
    for i in range(x.shape[0]):
        z[i] = x[i] * y[i] + x[i]
        z[i] += y[i] * 0.1


def case_0():
    return (
        array("float16", (4,), [2049.0, 0.1, 1000.5, 6e-8]),
        array("float16", (4,), [1.0, 0.3, 3.0, 0.5]),
        np.zeros(4, np.float16),
    )


CASES = (case_0,)
