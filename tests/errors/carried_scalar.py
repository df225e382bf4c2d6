import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    s = 0.0
    #pragma parallel for
    for i in range(x.shape[0]):
        s += x[i]  # error[P303]: carries a value
        y[i] = s
    return s


CALL = lambda: f(np.ones(3), np.ones(3))
