"""Division, remainder and shift of unsigned numbers."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, b, c):
    for i in range(a.shape[0]):
        c[i, 0] = a[i] // b[i]
        c[i, 1] = a[i] % b[i]
        c[i, 2] = a[i] >> b[i]


def case_0():
    return (
        array("uint64", (2,), [18446744073709551615, 9]),
        array("uint64", (2,), [2, 4]),
        np.zeros((2, 3), np.uint64),
    )


def case_1():
    return (
        array("uint8", (2,), [255, 200]),
        array("uint8", (2,), [2, 7]),
        np.zeros((2, 3), np.uint8),
    )


CASES = (case_0, case_1)
