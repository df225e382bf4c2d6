import numpy as np
import pragmac


@pragmac.jit
def f(n, out):
    for i in range(n):
        if i > 0:
            y = x
        x = np.zeros(3)  # error[P401]: `y` still holds the array that was made here before
        x[0] = i
        if i > 0:
            out[i] = y[0]
    return out


CALL = lambda: f(3, np.zeros(3))
