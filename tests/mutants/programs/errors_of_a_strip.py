"""What raises in a strip is raised, and by the iteration that does, from the values it had."""

import math

import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = math.sqrt(x[i])
    # pragma parallel for
    for i in range(y.shape[0]):
        if y[i] > 1e100:
            y[i] = math.exp(y[i])
        elif y[i] > 0.0:
            y[i] = math.log(y[i])
        else:
            y[i] = math.sqrt(y[i])


def case_0():
    x = np.full(200, 0.25)
    x[150] = -1.0
    return x, np.zeros(200)


def case_1():
    x = np.full(200, 0.25)
    x[100] = 1e300
    return x, np.zeros(200)


CASES = (case_0, case_1)
