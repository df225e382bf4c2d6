import numpy as np
import pragmac


@pragmac.jit
def f(n, out):
    for i in range(n):
        x = np.zeros(3)  # error[P401]: `y` still holds the array that was made here before
        x[0] = i
        y = x
        out[i] = y[0]
    return n


CALL = lambda: f(3, np.zeros(3))
