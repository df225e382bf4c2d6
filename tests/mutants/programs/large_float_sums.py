"""deterministic="require" raises where sums of floats in a large array would be atomic updates."""

import numpy as np
import pragmac


def histogram(h, place, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma atomic
        h[place[i]] += x[i]


f = pragmac.jit(deterministic="require")(histogram)


def case_0():
    return np.zeros(9), np.arange(9), np.ones(9)


CASES = (case_0,)


def decided():
    try:
        f(np.zeros(40_000), np.arange(9), np.ones(9))
    except pragmac.RaceError as error:
        return str(error).split(":")[0]
    return "no error"


DECIDED = "this loop has not run"
