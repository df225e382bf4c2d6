"""The position of a maximum comes from the block that holds it, the first of equal ones."""

import numpy as np
import pragmac


@pragmac.jit
def f(x):
    m, k = -1.0, -1
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > m:
            m = x[i]
            k = i
    return m, k


def case_0():
    return (np.array([0.0, 3.0, 1.0, 7.0, 2.0, 7.0, 5.0, 7.0, 6.0]),)


CASES = (case_0,)
