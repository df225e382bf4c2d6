import numpy as np
import pragmac


def clipped(x, i):
    x[i] = min(x[i], 1.0)


@pragmac.jit
def f(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += clipped(x, i)  # error[P427]: None cannot be used as a number
    return total


CALL = lambda: f(np.ones(4))
