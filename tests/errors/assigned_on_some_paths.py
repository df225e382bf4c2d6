import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            t = 1.0  # error[P303]: `t` carries a value
        y[i] = t
    return 0


CALL = lambda: f(np.ones(3), np.ones(3))
