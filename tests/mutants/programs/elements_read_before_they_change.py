"""An element that the loop writes is read where it stands."""

import numpy as np
import pragmac


@pragmac.jit
def f(table, col):
    for j in range(3):
        for k in range(table.shape[0]):
            c = col[j]
            table[c] += k
            col[j] = (c + 1) % table.shape[0]


def case_0():
    return np.zeros(7, dtype=np.int64), np.array([1, 2, 3])


CASES = (case_0,)
