import numpy as np
import pragmac


@pragmac.jit
def f(a, b, n):
    for _ in range(n):
        a[0] += 1  # error[P401]: may hold the array `a` or the array `b`
        a, c = b, a
    return c[0]


CALL = lambda: f(np.ones(3), np.ones(3, np.float32), 1)
