import numpy as np
import pragmac


@pragmac.jit
def f(h, x):
    #pragma parallel for
    for i in range(x.shape[0]):
        #pragma atomic
        h[0] += x[i]
        #pragma atomic
        h[0] = max(h[0], x[i])  # error[P306]: two different atomic operations on one element of `h`
    return 0


CALL = lambda: f(np.ones(3), np.ones(3))
