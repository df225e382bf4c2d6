import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    if n > 0:
        x = a
    else:
        x = 1.0
    return x  # error[P402]: may hold the array


CALL = lambda: f(np.ones(3), 1)
