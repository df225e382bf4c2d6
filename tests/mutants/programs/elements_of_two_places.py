"""A loop that reads an element which its outer loop changes keeps its order."""

import numpy as np
import pragmac


@pragmac.jit
def f(c, b):
    for k in range(c.shape[0]):
        t = c[k]
        for j in range(c.shape[0]):
            c[j] += t * b[k, j]


def case_0():
    return np.linspace(1.0, 2.0, 20), np.linspace(0.5, 1.5, 400).reshape(20, 20)


CASES = (case_0,)
