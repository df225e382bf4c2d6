"""races="require_proof" raises RaceError when a test in front of a loop fails."""

import numpy as np
import pragmac


def scatter(y, a, b, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[a[i]] = x[i]


f = pragmac.jit(races="require_proof")(scatter)


def case_0():
    return np.zeros(4), np.arange(4), np.zeros(4, np.int64), np.arange(4.0)


CASES = (case_0,)


def decided():
    try:
        f(np.zeros(4), np.array([3, 0, -1]), np.zeros(3, np.int64), np.arange(3.0))
    except pragmac.RaceError as error:
        return str(error).rsplit(": ", 1)[-1]
    return "no error"


DECIDED = "iterations i=0 and i=2 meet in `y[3]`"
