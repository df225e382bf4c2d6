"""races="require_proof" refuses a loop that is not proved, and runs one that a test decides."""

import numpy as np
import pragmac


def scatter(y, a, b, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        b[i] += 0
        y[a[i] + b[i]] = x[i]


def tested(y, a, b, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[a[i]] = x[i]


f = pragmac.jit(races="require_proof")(tested)


def case_0():
    return np.zeros(4), np.arange(4), np.zeros(4, np.int64), np.arange(4.0)


CASES = (case_0,)


def decided():
    try:
        pragmac.jit(races="require_proof")(scatter)(*case_0())
    except pragmac.CompileError as error:
        return error.diagnostics[0].code
    return "accepted"


DECIDED = "P309"
