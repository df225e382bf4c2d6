import numpy as np
import pragmac


@pragmac.jit
def f(a, y, z):
    #pragma parallel for reduction(+: y)
    for i in range(a.shape[0]):
        y[i] += a[i]
        z[i] = y[i]  # error[P313]: `y` is a reduction of this loop and is used in it


CALL = lambda: f(np.ones(3), np.ones(3), np.ones(3))
