import numpy as np
import pragmac


@pragmac.jit
def f(x):  # error[P606]: argument `x` has byte-swapped elements (>f4)
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


CALL = lambda: f(np.ones(3, ">f4"))
