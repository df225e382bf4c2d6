"""races="require_proof" asks the copy for a proof that runs when a bounds test fails."""

import numpy as np
import pragmac


def below(y, x, s):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = 0
        while k < 2:
            k += 1
            y[3 * i - s] = x[i]
            y[3 * i - s + 1] = x[i]


f = pragmac.jit(races="require_proof")(below)


def case_0():
    return np.zeros(9), np.arange(3.0), 0


CASES = (case_0,)


def decided():
    try:
        f(np.zeros(9), np.arange(3.0), 1)
    except pragmac.RaceError as error:
        return str(error).split(":")[1].split(",")[0]
    return "no error"


DECIDED = " an index is negative or out of range"
