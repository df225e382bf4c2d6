import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    t = 2.0
    # below: error[P124]: `firstprivate` says too much of `t`: an iteration reads it before it assigns it
    #pragma parallel for firstprivate(t)
    for i in range(x.shape[0]):
        y[i] = t * x[i]
        t = t + 1.0


CALL = lambda: f(np.ones(3), np.ones(3))
