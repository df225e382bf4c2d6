"""Sums and maxima of one element do not commute: where they may meet the loop runs in order."""

import numpy as np
import pragmac


@pragmac.jit
def f(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i] * 2] += 1.0
        # pragma atomic
        h[k[i] * 2] = max(h[k[i] * 2], x[i])


def case_0():
    return np.zeros(3), np.zeros(4_500, np.int64), np.arange(4_500.0)


CASES = (case_0,)
