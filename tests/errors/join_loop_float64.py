import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    x = a[0]
    for i in range(n):
        x = x * np.float64(2.0)  # error[P401]: may hold
    return x


CALL = lambda: f(np.ones(3, np.float32), 2)
