"""A literal that meets a NumPy value takes its kind."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x, m):
    s = 0.0
    for i in range(x.shape[0]):
        if m[i]:
            s += x[i]
    return s * 0.1


def case_0():
    return array("float32", (3,), [0.1, 0.2, 0.3]), np.ones(3, np.bool_)


CASES = (case_0,)
