import numpy as np
import pragmac


def damped(x, rate=None):
    return x * rate  # error[P427]: None cannot be used as a number


@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = damped(x[i])


CALL = lambda: f(np.ones(3), np.ones(3))
