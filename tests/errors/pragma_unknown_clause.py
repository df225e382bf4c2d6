import numpy as np
import pragmac


@pragmac.jit
def f(y):
    # below: error[P103]: clause
    #pragma parallel for reducton(+: s)
    for i in range(y.shape[0]):
        y[i] = 1.0
    return 0


CALL = lambda: f(np.ones(3))
