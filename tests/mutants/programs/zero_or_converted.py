"""Zero or a converted -0.0, by a comparison with zero."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x, y):
    for i in range(len(x)):
        y[i] = 0.0 if x[i] < 0.0 else np.float64(x[i])


def case_0():
    return array("float32", (3,), [-0.0, 1.0, -1.0]), array("float64", (3,), [5.0, 5.0, 5.0])


CASES = (case_0,)
