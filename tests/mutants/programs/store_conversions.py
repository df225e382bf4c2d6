"""Elements take the values of other types as NumPy converts them."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(x, a, b, c, n):
    for i in range(n):
        a[i] = x[i]
        b[i] = x[i]
        c[i] = x[i]


def case_0():
    return (
        array("int64", (3,), [300, -1, 0]),
        np.zeros(3, np.uint8),
        np.zeros(3, np.bool_),
        np.zeros(3, np.float16),
        3,
    )


def case_1():
    return (
        array("int16", (3,), [255, 7, 1]),
        np.zeros(3, np.float32),
        np.zeros(3, np.bool_),
        np.zeros(3, np.complex64),
        3,
    )


CASES = (case_0, case_1)
