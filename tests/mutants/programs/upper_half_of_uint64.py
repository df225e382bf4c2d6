"""uint64 values from 2**63 on compare as what they are."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, b, y):
    for i in range(a.shape[0]):
        y[i] = (a[i] < b[i]) + 2 * (a[i] >= b[i]) + 4 * (a[i] == b[i])


def case_0():
    a = np.array([1, 2**63, 2**64 - 1, 5, 2**63 - 1], np.uint64)
    b = np.array([2**63, 1, 2**63, 5, 2**64 - 1], np.uint64)
    return a, b, np.zeros(5, np.int64)


CASES = (case_0,)
