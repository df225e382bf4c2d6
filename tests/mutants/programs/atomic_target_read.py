"""An array that is updated by atomics and read in the same iteration shows the update."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, h):
    # pragma parallel for
    for i in range(x.shape[0]):
        h[i] = 5.0
        # pragma atomic
        h[i] += 1.0
        x[i] = h[i]
        h[i] *= 2.0


def case_0():
    return np.zeros(3), np.ones(3)


CASES = (case_0,)
