"""The bound of a range is evaluated once."""

import numpy as np
import pragmac


@pragmac.jit
def f(a):
    n = 3
    k = 0
    for i in range(n):
        n = 10
        k += i
    return k, n


def case_0():
    return (np.zeros(3),)


CASES = (case_0,)
