"""Large unsigned integers become large floats."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a, x):
    for i in range(a.shape[0]):
        x[i] = a[i]
    return float(a[0]), a[0] * 0.5


def case_0():
    return array("uint64", (2,), [18446744073709551615, 9223372036854775809]), np.zeros(2)


def case_1():
    return array("uint32", (2,), [4294967295, 1]), np.zeros(2)


CASES = (case_0, case_1)
