import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        w = np.zeros(4)
        w[0] = x[i]
        y[i] = w[0] + w[1]
    return w[0]  # error[P431]: the array `w` was made inside of a loop or an `if`, and is gone here


CALL = lambda: f(np.ones(3), np.ones(3))
