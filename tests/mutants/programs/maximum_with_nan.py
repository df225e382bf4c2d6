"""Python's max depends on the order, NumPy's keeps nan."""

import numpy as np
import pragmac
from inputs import array, nan


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i, 0] = max(a[i], b[i])
        c[i, 1] = min(a[i], b[i])
        c[i, 2] = np.maximum(a[i], b[i])
        c[i, 3] = np.minimum(a[i], b[i])
        c[i, 4] = np.fmax(a[i], b[i])


def case_0():
    return (
        array("float64", (4,), [1.0, nan, 2.0, -3.0]),
        array("float64", (4,), [nan, 1.0, 3.0, -4.0]),
        np.zeros((4, 5)),
    )


CASES = (case_0,)
