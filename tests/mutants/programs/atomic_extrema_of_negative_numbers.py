"""Atomic maxima and minima of numbers on both sides of zero."""

import numpy as np
import pragmac


@pragmac.jit
def f(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[0, k[i]] = max(h[0, k[i]], x[i])
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[1, k[i]] = min(h[1, k[i]], x[i])


def case_0():
    return np.zeros((2, 3), np.int32), np.arange(60) % 3, np.arange(-30, 30, dtype=np.int32)


CASES = (case_0,)
