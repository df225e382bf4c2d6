import numpy as np
import pragmac


@pragmac.jit
def f(a, b, n):
    if n > 0:
        x = a[0]
    else:
        x = b[0]
    return x  # error[P401]: may hold


CALL = lambda: f(np.ones(3, np.float32), np.ones(3), 1)
