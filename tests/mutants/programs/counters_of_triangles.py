"""Two triangular ranges of different lengths move one counter."""

import numpy as np
import pragmac


@pragmac.jit
def f(y, n, m):
    k = 0
    # pragma parallel for
    for i in range(n):
        for _j in range(i, m):
            k += 2
            y[i] += k
        for _j in range(i + 1, n):
            k += 1
            y[i] -= 3 * k
    return k


def case_0():
    return np.zeros(9), 9, 3


def case_1():
    return np.zeros(9), 9, 0


CASES = (case_0, case_1)
