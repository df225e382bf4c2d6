import numpy as np
import pragmac


@pragmac.jit
def f(y):
    # below: error[P102]: looks like a directive
    #-pragma parallel for
    for i in range(y.shape[0]):
        y[i] = 1.0
    return 0


CALL = lambda: f(np.ones(3))
