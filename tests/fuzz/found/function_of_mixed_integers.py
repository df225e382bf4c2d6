"""A float function of two integer dtypes takes the first float type that holds each."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, b):
    return np.nextafter(a[0], b[0]), np.hypot(a[0], b[0]), np.arctan2(b[0], a[0])


def case_0():
    return np.ones(1, np.uint16), np.full(1, 3, np.int8)


CASES = (case_0,)
EXPECT = {"approximate_arguments": [], "approximate_results": [1, 2], "weak_results": []}
