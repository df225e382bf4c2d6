import numpy as np
import pragmac


@pragmac.jit
def f(x, k, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        #pragma atomic
        y[k[i]] /= x[i]  # error[P314]: this update cannot be one step


CALL = lambda: f(np.ones(5), np.zeros(5, np.int64), np.ones(1))
