import numpy as np
import pragmac


@pragmac.jit
def f(x):  # error[P410]: argument `x` has dtype object, which is not compiled
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


CALL = lambda: f(np.array([1, 2.5, None]))
