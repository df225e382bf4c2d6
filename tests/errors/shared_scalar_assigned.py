import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    # below: error[P124]: `shared` says too much of `t`: iterations assign it
    #pragma parallel for shared(t)
    for i in range(x.shape[0]):
        t = x[i]
        y[i] = t


CALL = lambda: f(np.ones(3), np.ones(3))
