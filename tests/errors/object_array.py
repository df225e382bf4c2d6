import numpy as np
import pragmac


@pragmac.jit  # error[P410]: argument `x` has dtype object, which is not compiled
def f(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


CALL = lambda: f(np.array([1, 2.5, None]))
