"""races="trust" runs a loop in parallel that is not proved."""

import numpy as np
import pragmac


def scatter(y, a, b, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        b[i] += 0
        y[a[i] + b[i]] = x[i]


f = pragmac.jit(races="trust")(scatter)


def case_0():
    return np.zeros(4), np.arange(4), np.zeros(4, np.int64), np.arange(4.0)


CASES = (case_0,)


def decided():
    return f.explain(*case_0()).to_dict()["loops"][0]["outcome"].split(":")[0]


DECIDED = 'runs in parallel on trust (races="trust")'
