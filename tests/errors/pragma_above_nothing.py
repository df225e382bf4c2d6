import numpy as np
import pragmac


@pragmac.jit
def f(y):
    for i in range(y.shape[0]):
        y[i] = 1.0
        # below: error[P110]
        #pragma parallel for
    return 0


CALL = lambda: f(np.ones(3))
